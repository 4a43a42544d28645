"""The stories: one client each, brought to one point of the road. Some leave an ERA file behind, ready to be loaded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from claimcenter.clearinghouse.simulator import ProviderLevel
from claimcenter.demo.stage import Share, Stage
from claims.services.completion import complete_by_hand
from clients.services.payments import PaymentDetails, record_payment
from clients.services.profiles import details_of, link_partners, update_client
from insurance.enums import Position

P, S, T = Position.PRIMARY, Position.SECONDARY, Position.TERTIARY


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """An ERA that a newcomer loads: its name says what it shows."""

    name: str
    about: str
    data: bytes


def tour(stage: Stage) -> ReadyFile:
    """Dana: filed, not answered yet. Loading the file makes the secondary; filing that is the tour."""
    dana = stage.client("Dana", "Rivers", date(1988, 7, 4), "F")
    stage.plan(dana, "acme", P, "AHP123456")
    stage.plan(dana, "blue", S, "BSX987654", spouse="Lee")
    first = stage.session(dana, 40, "90791", "250.00", diagnoses=("F411", "F4323"))
    stage.session(dana, 33, "90837", "200.00", telehealth=True)
    paid = PaymentDetails(amount=Decimal("20.00"), received_on=stage.day(40), appointment=first)
    record_payment(client=dana, details=paid, by=stage.biller, now=stage.now)
    claim = stage.claim(dana)
    stage.file(claim, 30)
    answer = stage.answer(
        claim,
        [Share("70", (("PR", "1", "50"), ("PR", "2", "26"))), Share("50", (("PR", "3", "25"),))],
        number="ACM2026000777",
    )
    stage.deposit("acme", "EFT0012345", "229.00", 4)
    return ReadyFile(
        "1-clean.835",
        "Acme Health PPO answers Dana's claim; her secondary claim then stands under Pending Claims.",
        stage.era("acme", "EFT0012345", 5, answer),
    )


def crossed_over(stage: Stage) -> ReadyFile:
    sam = stage.client("Sam", "Okafor", date(1957, 2, 11), "M")
    stage.plan(sam, "acme", P, "AHP555010")
    stage.plan(sam, "blue", S, "BSX555010")
    stage.session(sam, 36)
    claim = stage.claim(sam)
    stage.file(claim, 33)
    answer = stage.answer(
        claim,
        [Share("60", (("PR", "2", "28"),))],
        number="ACM2026000811",
        status="19",
        forwarded_to="Blue Sample Plan",
        remarks=("MA18",),
    )
    return ReadyFile(
        "2-crossed-over.835",
        "The primary forwarded the claim itself: the secondary is parked instead of filed twice.",
        stage.era("acme", "EFT0012346", 4, answer),
    )


def denied(stage: Stage) -> ReadyFile:
    maya = stage.client("Maya", "Lindqvist", date(1994, 10, 2), "F")
    stage.plan(maya, "acme", P, "AHP555020")
    stage.plan(maya, "blue", S, "BSX555020", spouse="Erik")
    stage.session(maya, 35)
    claim = stage.claim(maya)
    stage.file(claim, 32)
    answer = stage.answer(claim, [Share("0", (("CO", "197", "200"),))], number="ACM2026000812")
    return ReadyFile(
        "3-denied.835",
        "Denied for a missing authorization: to be fixed with the primary first, so no secondary is made.",
        stage.era("acme", "EFT0012347", 4, answer),
    )


def unbalanced(stage: Stage) -> ReadyFile:
    theo = stage.client("Theo", "Brandt", date(1979, 5, 23), "M")
    stage.plan(theo, "acme", P, "AHP555030")
    stage.session(theo, 34)
    claim = stage.claim(theo)
    stage.file(claim, 31)
    other = stage.client("Ines", "Moreau", date(1990, 1, 30), "F")
    stage.plan(other, "acme", P, "AHP555031")
    stage.session(other, 34, "90834", "160.00")
    second = stage.claim(other)
    stage.file(second, 31)
    short = stage.answer(claim, [Share("60", (("PR", "3", "25"),), short_by="5")], number="ACM2026000813")
    right = stage.answer(second, [Share("40", (("PR", "3", "25"),))], number="ACM2026000814")
    return ReadyFile(
        "4-unbalanced.835",
        "One claim is 5.00 short and is held alone; the other one of the payment can be posted.",
        stage.era("acme", "EFT0012348", 4, short, right),
    )


def reversed_later(stage: Stage) -> ReadyFile:
    """Rosa: primary posted, secondary filed; the file takes the primary back and answers anew."""
    rosa = stage.client("Rosa", "Delgado", date(1985, 12, 12), "F")
    stage.plan(rosa, "acme", P, "AHP555040")
    stage.plan(rosa, "blue", S, "BSX555040", spouse="Luis")
    stage.session(rosa, 70)
    claim = stage.claim(rosa)
    stage.file(claim, 68)
    before = stage.answer(claim, [Share("50", (("PR", "3", "25"),))], number="ACM2026000700")
    stage.post("acme-earlier.835", stage.era("acme", "EFT0012000", 50, before), 49)
    stage.file(stage.secondary_of(claim), 45)
    after = stage.answer(claim, [Share("50", (("PR", "3", "40"),))], number="ACM2026000902")
    forward = ProviderLevel("FB", "RA000778899", Decimal("-15.00"))
    data = stage.era("acme", "RA000778899", 3, before.reversed(), after, provider_level=(forward,))
    return ReadyFile(
        "5-reversed.835", "The primary is taken back and paid anew, 15.00 less: the filed secondary is flagged.", data
    )


def secondary_ready(stage: Stage) -> None:
    """Iris: the primary is posted, the secondary stands there balanced."""
    iris = stage.client("Iris", "Novak", date(1972, 3, 8), "F")
    stage.plan(iris, "acme", P, "AHP555050")
    stage.plan(iris, "cascade", S, "CSC555050")
    stage.session(iris, 45)
    stage.session(iris, 38)
    claim = stage.claim(iris)
    stage.file(claim, 36)
    shares = [Share("50", (("PR", "1", "90"),)), Share("50", (("PR", "2", "30"),))]
    answer = stage.answer(claim, shares, number="ACM2026000620")
    stage.post("acme-iris.835", stage.era("acme", "EFT0012100", 20, answer), 19)


def full_circle(stage: Stage) -> None:
    """Jonas: both payers have answered; what is left is his, and he paid more."""
    jonas = stage.client("Jonas", "Weber", date(1966, 8, 19), "M")
    stage.plan(jonas, "acme", P, "AHP555060")
    stage.plan(jonas, "blue", S, "BSX555060", spouse="Clara")
    visit = stage.session(jonas, 80)
    paid = PaymentDetails(amount=Decimal("20.00"), received_on=stage.day(80), appointment=visit)
    record_payment(client=jonas, details=paid, by=stage.biller, now=stage.now)
    claim = stage.claim(jonas)
    stage.file(claim, 78)
    first = stage.answer(claim, [Share("50", (("PR", "2", "40"),))], number="ACM2026000500")
    stage.post("acme-jonas.835", stage.era("acme", "EFT0011900", 60, first), 59)
    secondary = stage.secondary_of(claim)
    stage.file(secondary, 55)
    second = stage.answer(
        secondary, [Share("0", (("OA", "23", "160"), ("PR", "3", "10")))], number="BSP26X4411", status="2"
    )
    stage.post("blue-jonas.835", stage.era("blue", "BSP88001", 40, second), 39)


def by_hand(stage: Stage) -> None:
    """Walter: completed by hand, so the secondary waits until somebody types its adjustments."""
    walter = stage.client("Walter", "Stone", date(1951, 11, 5), "M")
    stage.plan(walter, "acme", P, "AHP555070")
    stage.plan(walter, "cascade", S, "CSC555070")
    stage.session(walter, 28)
    claim = stage.claim(walter)
    stage.file(claim, 26)
    complete_by_hand(claim_id=claim.pk, by=stage.biller, now=stage.ago(6))


def waiting_for_a_note(stage: Stage) -> None:
    priya = stage.client("Priya", "Nair", date(1999, 4, 17), "F")
    stage.plan(priya, "acme", P, "AHP555080")
    stage.session(priya, 2, signed=False)
    stage.session(priya, 9, "90834", "160.00")


def in_a_gap(stage: Stage) -> None:
    """Ben: his plan ended, the session after it waits for one in force."""
    ben = stage.client("Ben", "Carter", date(1983, 6, 29), "M")
    stage.plan(ben, "cascade", P, "CSC555090", until=30)
    stage.session(ben, 12)


def without_consent(stage: Stage) -> None:
    """Nora: a Part 2 record without a consent on file, so nothing may go to any plan."""
    nora = stage.client("Nora", "Haddad", date(1976, 9, 14), "F")
    details = replace(details_of(nora), part2_record=True)
    update_client(client=nora, details=details, by=stage.biller, now=stage.ago(100))
    stage.plan(nora, "acme", P, "AHP555100")
    stage.session(nora, 15)


def couple(stage: Stage) -> None:
    """Alex and Jo: one session, billed for Alex; Jo was in the room and is on no claim."""
    alex = stage.client("Alex", "Kim", date(1989, 1, 9), "M")
    jo = stage.client("Jo", "Kim", date(1990, 2, 20), "F")
    link_partners(client=alex, other=jo, by=stage.biller)
    stage.plan(alex, "blue", P, "BSX555110")
    stage.session(alex, 7, "90847", "180.00", others=(jo,))


def offline(stage: Stage) -> None:
    hana = stage.client("Hana", "Sato", date(1970, 7, 21), "F")
    stage.plan(hana, "county", P, "CNT555120")
    stage.session(hana, 20)


def processing(stage: Stage) -> None:
    omar = stage.client("Omar", "Farah", date(1992, 5, 3), "M")
    stage.plan(omar, "cascade", P, "CSC555130")
    stage.session(omar, 14)
    stage.file(stage.claim(omar), 10)


def at_the_bank(stage: Stage) -> None:
    """The money of all that is posted was seen; one payment's ERA has not come in more than four business days."""
    stage.deposits_of_what_is_posted()
    stage.deposit("cascade", "CM0044871", "184.00", 9)


QUIET: tuple[Callable[[Stage], None], ...] = (
    secondary_ready,
    full_circle,
    by_hand,
    waiting_for_a_note,
    in_a_gap,
    without_consent,
    couple,
    offline,
    processing,
    at_the_bank,
)
WITH_FILES: tuple[Callable[[Stage], ReadyFile], ...] = (tour, crossed_over, denied, unbalanced, reversed_later)
