"""Deposits: recorded once, matched with what they pay, the match taken away, removed with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from clients.booking import check_amount
from clients.validation import Problems, check_near, check_not_ahead
from clients.versions import check_version
from era.enums import DepositMethod, MatchedBy
from era.lines import normal
from era.models import Deposit, Remittance
from era.selectors.deposits import awaiting_money, live_deposits
from era.services.reassociating import lock_traces, match_by_trace, match_with, take_away
from insurance.models import Payer

MAX_AMOUNT = Decimal("99999999.99")
LONGEST = {"trace_number": 60, "originating_id": 30, "bank_reference": 120, "note": 300}


class DepositRefused(Refusal):
    """A rule stands against it; the sentence says which. Nothing was changed."""

    status = 409
    code = "deposit_refused"


class AlreadyRecorded(DepositRefused):
    """The same money was recorded before: `deposit` is that one."""

    code = "already_recorded"

    def __init__(self, deposit: Deposit) -> None:
        super().__init__(recorded_before(deposit))
        self.deposit = deposit


@dataclass(frozen=True, kw_only=True)
class DepositDetails:
    """`amount` in dollars, above zero. The trace number is TRN02 or the check's number, `originating_id` TRN03."""

    amount: Decimal
    deposited_on: date
    how: str = DepositMethod.EFT
    payer: Payer | None = None
    trace_number: str = ""
    originating_id: str = ""
    bank_reference: str = ""
    note: str = ""


@transaction.atomic
def record_deposit(*, details: DepositDetails, by: User, now: datetime, record_key: str = "") -> Deposit:
    """Records money that came to the bank, and matches it where trace number, payer and amount agree with one payment.

    The same `record_key` again gives the same deposit. Raises ValidationError by field, AlreadyRecorded where the same
    trace number, amount and day stand here under another key.
    """
    _check(details, today=localdate(now))
    trace = normal(details.trace_number)
    lock_traces([trace or record_key])
    known = _known(record_key)
    if known is not None:
        return _same(known, details)
    earlier = same_money(details)
    if earlier is not None:
        raise AlreadyRecorded(earlier)
    deposit = Deposit.objects.create(
        payer=details.payer,
        trace_number=trace,
        originating_id=normal(details.originating_id),
        amount=details.amount,
        deposited_on=details.deposited_on,
        how=details.how,
        bank_reference=details.bank_reference.strip(),
        note=details.note.strip(),
        record_key=record_key,
        recorded_by=by,
        recorded_at=now,
    )
    audit.record(action="deposit.recorded", obj=deposit, by=by)
    match_by_trace(traces=[trace], by=None, now=now)
    deposit.refresh_from_db()
    return deposit


@transaction.atomic
def match_deposit(
    *, deposit_id: int, remittance_ids: Sequence[int], by: User, now: datetime, version: int | None = None
) -> Deposit:
    """A person says which remittances a deposit pays: of one payer, and together its amount to the cent.

    Raises DepositRefused (what differs, and by how much), ChangedMeanwhile on a stale `version`.
    """
    # Remittances first, in id order, then the deposit, as posting does: two at once wait, never in a ring.
    wanted = Remittance.objects.filter(pk__in=remittance_ids).order_by("pk")
    locked = [remittance.pk for remittance in wanted.select_for_update(no_key=True)]
    deposit = _locked(deposit_id, version)
    # Asked after the locks are held, so that what the other one committed meanwhile is seen.
    found = list(awaiting_money().filter(pk__in=locked).order_by("pk"))
    if deposit.matches.exists():
        raise DepositRefused("This deposit is matched already. Take that match away first.", code="already_matched")
    if not remittance_ids or len(found) != len(set(remittance_ids)):
        raise DepositRefused("Choose payments that wait for their money.", code="not_waiting")
    _check_payers(deposit, found)
    _check_sum(deposit, found)
    match_with(deposit, found, how=MatchedBy.PERSON, by=by, now=now)
    return deposit


@transaction.atomic
def unmatch_deposit(*, deposit_id: int, by: User, version: int | None = None) -> Deposit:
    """Takes the match of a deposit away; the deposit and its remittances wait again. Idempotent."""
    deposit = _locked(deposit_id, version)
    if deposit.matches.exists():
        take_away(deposit, by=by)
    return deposit


@transaction.atomic
def remove_deposit(*, deposit_id: int, reason: str, by: User, now: datetime, version: int | None = None) -> Deposit:
    """Takes a deposit out of every list that was recorded by mistake, with the reason; the row and its history stay."""
    deposit = _locked(deposit_id, version)
    if not reason.strip():
        raise DepositRefused("Please say why this deposit is removed.", code="reason_needed")
    if deposit.matches.exists():
        raise DepositRefused("This deposit pays a remittance. Take the match away first.", code="already_matched")
    deposit.removed_at, deposit.removed_by, deposit.removed_reason = now, by, reason.strip()[:300]
    deposit.version += 1
    deposit.save(update_fields=["removed_at", "removed_by", "removed_reason", "version"])
    audit.record(action="deposit.removed", obj=deposit, by=by)
    return deposit


@transaction.atomic
def settle_deposit(*, deposit_id: int, reason: str, by: User, now: datetime, version: int | None = None) -> Deposit:
    """A person says why no remittance comes for a deposit: its EOB came on paper and was typed, say. It waits no more.

    Should the remittance come after all, it is matched by itself. Raises DepositRefused, ChangedMeanwhile.
    """
    deposit = _locked(deposit_id, version)
    if not reason.strip():
        raise DepositRefused("Please say why no remittance comes for this deposit.", code="reason_needed")
    if deposit.matches.exists():
        raise DepositRefused("This deposit pays a remittance. Take the match away first.", code="already_matched")
    deposit.settled_at, deposit.settled_by, deposit.settled_reason = now, by, reason.strip()[:300]
    _save_settled(deposit)
    audit.record(action="deposit.settled", obj=deposit, by=by)
    return deposit


@transaction.atomic
def unsettle_deposit(*, deposit_id: int, by: User, version: int | None = None) -> Deposit:
    """Lets a settled deposit wait for its remittance again. Idempotent."""
    deposit = _locked(deposit_id, version)
    if deposit.settled_at is not None:
        deposit.settled_at, deposit.settled_by, deposit.settled_reason = None, None, ""
        _save_settled(deposit)
        audit.record(action="deposit.unsettled", obj=deposit, by=by)
    return deposit


def same_money(details: DepositDetails) -> Deposit | None:
    """The live deposit with this trace number, amount and day; without a trace number none is the same for certain."""
    trace = normal(details.trace_number)
    if not trace:
        return None
    found = live_deposits().filter(trace_number=trace, amount=details.amount, deposited_on=details.deposited_on)
    return found.select_related("recorded_by").first()


def recorded_before(deposit: Deposit) -> str:
    """When and by whom the same money was recorded."""
    return f"Already recorded on {localdate(deposit.recorded_at):%-d %b %Y} by {deposit.recorded_by.name}."


def _save_settled(deposit: Deposit) -> None:
    deposit.version += 1
    deposit.save(update_fields=["settled_at", "settled_by", "settled_reason", "version"])


def _known(record_key: str) -> Deposit | None:
    return live_deposits().filter(record_key=record_key).first() if record_key else None


def _same(known: Deposit, details: DepositDetails) -> Deposit:
    wanted = (details.amount, details.deposited_on, normal(details.trace_number))
    if (known.amount, known.deposited_on, known.trace_number) != wanted:
        raise DepositRefused("This key was used for another deposit.", code="idempotency_key_reused")
    return known


def _check(details: DepositDetails, *, today: date) -> None:
    problems = Problems()
    check_amount(details.amount, problems, "amount", maximum=MAX_AMOUNT)
    check_not_ahead(problems, "deposited_on", details.deposited_on, today=today, what="The day of the deposit")
    check_near(problems, "deposited_on", details.deposited_on, today=today)
    if details.how not in DepositMethod.values:
        problems.add("how", f"Please choose one of: {', '.join(DepositMethod.values)}.", code="invalid_choice")
    for name in LONGEST:
        _check_text(problems, name, getattr(details, name))
    problems.raise_if_any()


def _check_text(problems: Problems, name: str, text: str) -> None:
    if len(text.strip()) > LONGEST[name]:
        problems.add(name, f"This is too long (at most {LONGEST[name]} characters).", code="max_length")
    if not text.isprintable():
        problems.add(name, "This holds characters that cannot be seen. Please type it again.", code="unsafe_character")


def _locked(deposit_id: int, version: int | None) -> Deposit:
    deposit = Deposit.objects.select_for_update(no_key=True).get(pk=deposit_id)
    check_version(deposit, version)
    if deposit.removed_at is not None:
        raise DepositRefused("This deposit was removed.", code="removed")
    return deposit


def _check_payers(deposit: Deposit, remittances: Sequence[Remittance]) -> None:
    payers = {remittance.payer_id for remittance in remittances}
    if None in payers:
        raise DepositRefused("Say first which payer sent the remittance; its page asks for it.", code="payer_unknown")
    if len(payers) > 1:
        raise DepositRefused("These payments are of different payers. A deposit comes from one.", code="other_payer")
    if deposit.payer_id is not None and payers != {deposit.payer_id}:
        raise DepositRefused("The deposit is from another payer than this remittance.", code="other_payer")


def _check_sum(deposit: Deposit, remittances: Sequence[Remittance]) -> None:
    total = sum((remittance.amount for remittance in remittances), Decimal(0))
    off = deposit.amount - total
    if off:
        side = "more" if off > 0 else "less"
        raise DepositRefused(
            f"The deposit is {deposit.amount:.2f}, the remittances come to {total:.2f}: {abs(off):.2f} {side}. "
            "Only what agrees to the cent is matched.",
            code="amount_differs",
        )
