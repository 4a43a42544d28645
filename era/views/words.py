"""How files and payments are spoken of: one sentence that a person would say."""

from collections.abc import Iterable
from dataclasses import dataclass

from era.enums import Disposition, FileState, JobState, RemittanceState
from era.selectors.files import FileSummary, PaymentSummary


@dataclass(frozen=True)
class FileRow:
    """One line of the list."""

    summary: FileSummary
    payers: str
    traces: str
    stage: str
    result: str
    tone: str


def file_rows(found: Iterable[FileSummary]) -> list[FileRow]:
    """Rows ready to print."""
    return [_row(summary) for summary in found]


def _row(summary: FileSummary) -> FileRow:
    names = dict.fromkeys(_payer(payment) for payment in summary.payments)
    traces = [payment.remittance.trace_number for payment in summary.payments]
    stage, result, tone = status_of(summary)
    more = f" and {len(traces) - 2} more" if len(traces) > 2 else ""
    return FileRow(summary, ", ".join(names), ", ".join(traces[:2]) + more, stage, result, tone)


def status_of(summary: FileSummary) -> tuple[str, str, str]:
    """Two small words and their tone."""
    if summary.job is not None:
        return _job_words(summary)
    if summary.era_file.state != FileState.READ:
        return "Being read", "", ""
    if summary.era_file.disposition == Disposition.REJECT:
        return "Refused", "not an ERA", "bad"
    return _payments_words(summary)


def _payments_words(summary: FileSummary) -> tuple[str, str, str]:
    states = {payment.remittance.state for payment in summary.payments}
    if RemittanceState.HELD in states:
        return "Held", "needs you", "needs-you"
    waiting = sum(payment.held + payment.unmatched for payment in summary.payments)
    to_look_at, tone = (f"{waiting} to look at", "needs-you") if waiting else ("", "")
    words = {
        RemittanceState.OPEN: ("Not posted", to_look_at or "ready", tone),
        RemittanceState.POSTED: ("Posted", to_look_at, tone),
        RemittanceState.DUPLICATE: ("Loaded before", "", ""),
    }
    return next((said for state, said in words.items() if state in states), ("Undone", "", ""))


def _job_words(summary: FileSummary) -> tuple[str, str, str]:
    job = summary.job
    assert job is not None
    doing = {"read": "Being read", "post": "Posting", "undo": "Undoing"}[job.kind]
    if job.state == JobState.FAILED:
        return doing, "stopped", "bad"
    if job.state == JobState.CANCELLED:
        return doing, "cancelled", "needs-you"
    return doing, f"{job.done} of {job.total}" if job.total else "", ""


def payment_words(payment: PaymentSummary) -> str:
    """The one sentence of the page: how many are ready, and what is the matter with the others."""
    remittance = payment.remittance
    if remittance.state == RemittanceState.HELD:
        return "Nothing of this payment is posted: it is held."
    if remittance.state == RemittanceState.DUPLICATE:
        return remittance.state_reason
    if remittance.state == RemittanceState.UNDONE:
        return "This payment was posted and undone. Nothing of it counts now."
    head = _head(payment)
    others = [
        _count(payment.held, "is held", "are held"),
        _count(payment.unmatched, "matches nobody", "match nobody"),
        _count(payment.taken_back, "was taken back", "were taken back"),
    ]
    said = [words for words in others if words]
    return f"{head}; {' and '.join(said)}." if said else f"{head}."


def _head(payment: PaymentSummary) -> str:
    claims = "1 claim" if payment.claims == 1 else f"{payment.claims} claims"
    if payment.claims == 0:
        return "This payment names no claims"
    if payment.remittance.state == RemittanceState.POSTED:
        ready = f", {payment.ready} more can be posted now" if payment.ready else ""
        return f"{payment.posted} of {claims} posted{ready}"
    return f"{payment.ready} of {claims} ready"


def _count(number: int, one: str, many: str) -> str:
    return "" if number == 0 else f"{number} {one if number == 1 else many}"


def _payer(payment: PaymentSummary) -> str:
    remittance = payment.remittance
    return remittance.payer.name if remittance.payer else remittance.payer_name or "unknown payer"
