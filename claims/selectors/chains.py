"""The lines of claims and of every other live claim on the same charge lines: one query for any number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claims.lookups import keys
from claims.models import ClaimLine


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A claim line with what its charge line and its claim say."""

    claim_line_id: int
    claim_id: int
    position: int
    charge_line_id: int
    ordinal: int
    charge: Decimal
    day: date
    client_id: int


class Chains:
    """The live claims that share charge lines with some claims."""

    def __init__(self, lines: list[ChainLine]) -> None:
        self.by_claim: defaultdict[int, list[ChainLine]] = defaultdict(list)
        self.by_charge_line: defaultdict[int, list[ChainLine]] = defaultdict(list)
        for line in lines:
            self.by_claim[line.claim_id].append(line)
            self.by_charge_line[line.charge_line_id].append(line)

    def position_of(self, claim_id: int) -> int:
        return self.by_claim[claim_id][0].position

    def has_claim_at(self, charge_line_id: int, position: int) -> bool:
        """Whether a live claim of this position holds the charge line."""
        return any(line.position == position for line in self.by_charge_line[charge_line_id])


_COLUMNS = (
    "id",
    "claim_id",
    "position",
    "charge_line_id",
    "ordinal",
    "charge_line__charge",
    "charge_line__date_of_service",
    "charge_line__client_id",
)


def chains_of(claim_ids: Iterable[int]) -> Chains:
    """The lines of these claims and of the other live claims of their chains, in the order of each claim."""
    own = ClaimLine.objects.filter(claim__any_of=keys(claim_ids))
    rows = ClaimLine.objects.filter(charge_line__in=own.values("charge_line"), live=True).order_by("claim", "ordinal")
    return Chains([ChainLine(*row) for row in rows.values_list(*_COLUMNS)])
