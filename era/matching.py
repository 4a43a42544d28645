"""Which claim of ours a CLP answers. Pure: rules only, no database.

The patient control number is ours and unique per submission, so it decides; the payer must be the claim's, or the next
payer's of its chain (a crossover answer carries the primary's number). Everything less certain a person confirms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from era.enums import Hold, MatchState
from era.lines import ReceivedLine, TargetLine, assign_lines, normal, overcharged

REVERSAL = "22"
NOT_OURS = "23"
PREDETERMINATION = "25"
STATUS_CODES = frozenset({"1", "2", "3", "4", "19", "20", "21", REVERSAL, NOT_OURS, PREDETERMINATION})


@dataclass(frozen=True, slots=True)
class Target:
    """A claim of ours that an answer may belong to."""

    claim_id: int
    position: int
    payer_id: int | None
    payer_name: str
    charge: Decimal
    live: bool
    lines: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """What matching needs of a CLP. `fault` is why its figures cannot be trusted, if they cannot."""

    status_code: str
    charge: Decimal
    paid: Decimal
    lines: tuple[ReceivedLine, ...]
    fault: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a CLP, and for MATCHED which claim line each of its SVC answers."""

    state: MatchState
    claim_id: int | None = None
    how: str = ""
    hold: Hold | None = None
    detail: str = ""
    line_ids: tuple[int, ...] = ()

    @property
    def reason(self) -> str:
        """The plain sentence: why it is held, with what was found."""
        if self.hold is None:
            return self.detail
        return f"{self.hold.label} {self.detail}".strip()


BY_NUMBER = "patient control number and payer"
BY_CROSSOVER = "crossover: the number of the claim before, answered by its next payer"
BY_PERSON = "confirmed by a person"


def judge(
    received: Received, *, hit: Target | None, chain: Sequence[Target], payer_ids: frozenset[int], payer_name: str
) -> Verdict:
    """Match one CLP. `hit` owns the patient control number, `chain` are the live claims after it, `payer_ids` who of
    our payers sent this remittance (empty: nobody we know).
    """
    early = _before_matching(received, hit)
    if early is not None:
        return early
    if hit is None:
        return Verdict(MatchState.UNMATCHED)
    target, how = _whose(hit, chain, payer_ids)
    if target is None:
        return _other_payer(hit, payer_ids, payer_name)
    return judge_for(received, target, how=how)


def judge_for(received: Received, target: Target, *, how: str) -> Verdict:
    """The rest of the rules once the claim is known, by number or by a person's word."""
    if not target.live:
        return _held(target, Hold.CLAIM_VOID, how)
    if received.status_code == PREDETERMINATION:
        return Verdict(MatchState.INFORMATION, target.claim_id, how, detail="A predetermination: no money moves.")
    if abs(received.charge) > target.charge:
        detail = f"Sent {target.charge}, answered {abs(received.charge)}."
        return _held(target, Hold.CHARGE_DIFFERS, how, detail)
    return _with_lines(received, target, how)


def judge_sound(received: Received, target: Target, *, how: str) -> Verdict:
    """As `judge_for`, after the rules that hold whatever the claim is (status, figures, repeats)."""
    return _before_matching(received, target) or judge_for(received, target, how=how)


def payers_of(identifiers: Iterable[str], name: str, known: Iterable[tuple[int, Iterable[str], str]]) -> frozenset[int]:
    """Who of our payers sent a remittance: by identifier (N104, REF, TRN03), else by exactly the same name.

    `known` holds (id, identifiers with aliases, name) of each payer.
    """
    wanted = {normal(identifier) for identifier in identifiers if identifier.strip()}
    listed = [(key, {normal(text) for text in theirs}, same_name(their_name)) for key, theirs, their_name in known]
    by_identifier = frozenset(key for key, theirs, _ in listed if theirs & wanted)
    if by_identifier:
        return by_identifier
    called = same_name(name)
    return frozenset(key for key, _, theirs in listed if called and theirs == called)


def same_name(name: str) -> str:
    """How names are compared: letters and digits only, capitals."""
    return "".join(character for character in name.upper() if character.isalnum())


def _before_matching(received: Received, hit: Target | None) -> Verdict | None:
    if received.status_code not in STATUS_CODES:
        return _held(hit, Hold.STATUS_UNKNOWN, detail=f"CLP02 is {received.status_code or 'empty'}.")
    if received.fault:
        return _held(hit, Hold.UNBALANCED, detail=received.fault)
    if received.charge < 0 and received.status_code != REVERSAL:
        return _held(hit, Hold.UNBALANCED, detail="A negative charge without status 22.")
    if received.repeated:
        return _held(hit, Hold.DUPLICATE_CLAIM)
    return None


def _whose(hit: Target, chain: Sequence[Target], payer_ids: frozenset[int]) -> tuple[Target | None, str]:
    if hit.payer_id in payer_ids:
        return hit, BY_NUMBER
    later = [claim for claim in chain if claim.position > hit.position and claim.payer_id in payer_ids]
    if later:
        return min(later, key=lambda claim: claim.position), BY_CROSSOVER
    return None, ""


def _other_payer(hit: Target, payer_ids: frozenset[int], payer_name: str) -> Verdict:
    if payer_ids:
        detail = f"{payer_name} answers; the claim went to {hit.payer_name}."
        return _held(hit, Hold.OTHER_PAYER, detail=detail)
    detail = f"Is {payer_name or 'the sender'} the same as {hit.payer_name}?"
    return Verdict(MatchState.SUGGESTED, hit.claim_id, "patient control number", Hold.PAYER_UNKNOWN, detail)


def _with_lines(received: Received, target: Target, how: str) -> Verdict:
    found = assign_lines(received.lines, target.lines)
    if None in found:
        line = received.lines[found.index(None)]
        return _held(target, Hold.LINE_UNKNOWN, how, f"{line.procedure}, {abs(line.charge)}.")
    if overcharged(received.lines, target.lines, found):
        return _held(target, Hold.CHARGE_DIFFERS, how, "A line was answered with more than was sent.")
    line_ids = tuple(line_id for line_id in found if line_id is not None)
    return Verdict(MatchState.MATCHED, target.claim_id, how, line_ids=line_ids)


def _held(target: Target | None, hold: Hold, how: str = "", detail: str = "") -> Verdict:
    return Verdict(MatchState.HELD, target.claim_id if target else None, how, hold, detail)
