"""What is invented, by number alone: the same number always gives the same client, session and answer. Cents."""

from dataclasses import dataclass

CLAIMS_PER_CLIENT = 5
GIVEN = ("Ada", "Ben", "Cleo", "Dev", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jade", "Kai", "Lena", "Milo", "Noor")
FAMILY = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Pine")
_SECONDARY = frozenset({2, 5, 8})


@dataclass(frozen=True, slots=True)
class Service:
    """One charge line and its answer: charge = paid + off (CO-45 or the refusal) + share (PR)."""

    procedure: str
    charge: int
    paid: int
    share: int = 0
    share_reason: str = "2"
    off_reason: str = "45"

    @property
    def off(self) -> int:
        return self.charge - self.paid - self.share


@dataclass(frozen=True, slots=True)
class Case:
    """A session and how its primary payer answers it (CLP02)."""

    services: tuple[Service, ...]
    status: str = "1"

    @property
    def charge(self) -> int:
        return sum(service.charge for service in self.services)

    @property
    def paid(self) -> int:
        return sum(service.paid for service in self.services)

    @property
    def share(self) -> int:
        return sum(service.share for service in self.services)


# With a secondary plan something is always left for it.
LEAVES_A_SHARE = (
    Case((Service("90837", 20_000, 13_000, 3_000),)),
    Case((Service("90791", 25_000, 0, 17_500, "1"), Service("90785", 2_500, 2_000, 0))),
    Case((Service("90834", 16_000, 9_500, 2_500, "3"),)),
)
WITHOUT_SECONDARY = (
    Case((Service("90837", 20_000, 13_000, 3_000),)),
    Case((Service("90834", 16_000, 12_000),)),
    Case((Service("90791", 25_000, 0, 17_500, "1"), Service("90785", 2_500, 2_000, 0))),
    Case((Service("90847", 18_000, 14_200, 800, "3"),)),
    Case((Service("90832", 11_000, 0, off_reason="50"),), status="4"),
)


def client_of(claim: int) -> int:
    """The client's number; claims and clients are numbered from 0."""
    return claim // CLAIMS_PER_CLIENT


def clients_for(claims: int) -> int:
    return -(-claims // CLAIMS_PER_CLIENT)


def has_secondary(client: int) -> bool:
    """Three clients of ten."""
    return client % 10 in _SECONDARY


def case_of(claim: int) -> Case:
    cases = LEAVES_A_SHARE if has_secondary(client_of(claim)) else WITHOUT_SECONDARY
    return cases[claim % len(cases)]


def given_name(client: int) -> str:
    return GIVEN[client % len(GIVEN)]


def family_name(client: int) -> str:
    return FAMILY[client // len(GIVEN) % len(FAMILY)]
