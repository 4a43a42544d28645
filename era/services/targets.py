"""Our claims that a batch of remittance claims may answer, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims.lookups import keys
from claims.models import Claim, ClaimLine, Submission
from era.lines import ReceivedLine, TargetLine, normal
from era.matching import Received, Target
from era.selectors.stored import StoredClaim, StoredLine


@dataclass
class Targets:
    """By patient control number the claim that owns it, and by claim number all live claims of the chain."""

    by_number: dict[str, int] = field(default_factory=dict)
    claims: dict[int, Target] = field(default_factory=dict)
    chains: dict[int, list[int]] = field(default_factory=dict)

    def hit(self, patient_control_number: str) -> Target | None:
        """The claim that was sent under this number."""
        claim_id = self.by_number.get(normal(patient_control_number))
        return self.claims.get(claim_id) if claim_id is not None else None

    def chain(self, claim: Target | None) -> Sequence[Target]:
        """The live claims of its chain, itself included."""
        if claim is None:
            return ()
        return [self.claims[key] for key in self.chains.get(claim.claim_id, []) if self.claims[key].live]


def targets_by_number(patient_control_numbers: Iterable[str]) -> Targets:
    """Whoever was sent under one of these numbers, with the chains around them. Three queries."""
    numbers = {normal(number) for number in patient_control_numbers if number.strip()}
    rows = Submission.objects.filter(patient_control_number__in=numbers).values_list(
        "patient_control_number", "claim_id"
    )
    by_number = dict(rows)
    found = targets_by_claim(by_number.values())
    found.by_number = by_number
    return found


def targets_by_claim(claim_ids: Iterable[int]) -> Targets:
    """These claims and the chains around them. Two queries."""
    numbers = Claim.objects.filter(pk__any_of=keys(claim_ids)).values("number")
    rows = list(
        Claim.objects.filter(number__in=numbers).values_list(
            "pk", "number", "position", "payer_id", "payer__name", "charge", "live"
        )
    )
    lines = _lines_of([row[0] for row in rows])
    found, by_number = Targets(), defaultdict(list)
    for key, number, position, payer_id, payer_name, charge, live in rows:
        found.claims[key] = Target(key, position, payer_id, payer_name or "", charge, live, tuple(lines[key]))
        by_number[number].append(key)
    for chain in by_number.values():
        for key in chain:
            found.chains[key] = chain
    return found


def received(claim: StoredClaim, lines: Sequence[StoredLine]) -> Received:
    """A stored CLP as the matching rules see it."""
    codes = {problem["code"] for problem in claim.problems}
    repeated = codes == {"repeated_claim"}
    return Received(
        status_code=claim.status_code,
        charge=claim.charge,
        paid=claim.paid,
        lines=tuple(_received_line(line, claim) for line in lines),
        fault="" if claim.balanced or repeated else _fault(claim),
        repeated=repeated,
    )


def _fault(claim: StoredClaim) -> str:
    return str(claim.problems[0]["message"]) if claim.problems else "The reader found it at fault."


def _received_line(line: StoredLine, claim: StoredClaim) -> ReceivedLine:
    # A claim without DTM*472 takes its own dates, where they are one day.
    one_day = claim.service_from if claim.service_from == claim.service_to else None
    restated = bool(line.submitted_procedure)
    return ReceivedLine(
        line_control_number=line.line_control_number,
        procedure=line.submitted_procedure if restated else line.procedure,
        modifiers=tuple(line.submitted_modifiers if restated else line.modifiers),
        charge=line.charge,
        service_date=line.service_date or one_day,
    )


def _lines_of(claim_ids: Sequence[int]) -> dict[int, list[TargetLine]]:
    rows = (
        ClaimLine.objects.filter(claim__any_of=keys(claim_ids))
        .order_by("claim", "ordinal")
        .values_list(
            "claim_id",
            "pk",
            "charge_line__line_control_number",
            "charge_line__procedure",
            "modifiers",
            "charge_line__charge",
            "charge_line__date_of_service",
        )
    )
    found: dict[int, list[TargetLine]] = defaultdict(list)
    for claim_id, key, control_number, procedure, modifiers, charge, day in rows:
        found[claim_id].append(TargetLine(key, control_number, procedure, tuple(modifiers), charge, day))
    return found
