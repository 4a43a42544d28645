"""Closed lists of the ERA app."""

from django.db import models


class Disposition(models.TextChoices):
    IMPORT = "import", "Ready"
    HOLD = "hold", "Held"
    REJECT = "reject", "Refused"


class FileState(models.TextChoices):
    READING = "reading", "Being read"
    READ = "read", "Read"
    FAILED = "failed", "Could not be read"


class RemittanceState(models.TextChoices):
    OPEN = "open", "Not posted"
    HELD = "held", "Held"
    POSTED = "posted", "Posted"
    DUPLICATE = "duplicate", "Loaded before"
    UNDONE = "undone", "Undone"


class MatchState(models.TextChoices):
    MATCHED = "matched", "Matched"
    SUGGESTED = "suggested", "To be confirmed"
    UNMATCHED = "unmatched", "Matches nobody"
    HELD = "held", "Held"
    POSTED = "posted", "Posted"
    INFORMATION = "information", "Information only"
    IGNORED = "ignored", "Ignored"
    UNDONE = "undone", "Undone"
    TAKEN_BACK = "taken_back", "Taken back"


WITH_CLAIM = (MatchState.MATCHED, MatchState.SUGGESTED)
"""States that make no sense without a claim of ours."""


class Hold(models.TextChoices):
    """Why a remittance, or one claim of it, is held. The value is the code; the label is the plain sentence."""

    FILE = "file", "The file has faults."
    PAYEE_UNKNOWN = "payee_unknown", "Nobody here has this payee identifier."
    PAYEE_ELSEWHERE = "payee_elsewhere", "This payment is for another practice."
    NO_PAYMENT_DATE = "no_payment_date", "The payment carries no date."
    SAME_TRACE = "same_trace", "The same trace number came before with another amount or date."
    SAME_PAYMENT = "same_payment", "The same payment came before with other claims. Is this another part of it?"
    UNBALANCED = "unbalanced", "The figures do not add up."
    DUPLICATE_CLAIM = "duplicate_claim", "The same claim stands twice in this payment."
    PAYER_UNKNOWN = "payer_unknown", "This payer's identifier is not known here."
    OTHER_PAYER = "other_payer", "The answer comes from a payer that this claim was not sent to."
    LINE_UNKNOWN = "line_unknown", "A service line fits no line of the claim."
    CHARGE_DIFFERS = "charge_differs", "The charge is not the one that was sent."
    STATUS_UNKNOWN = "status_unknown", "The claim status code is not one of the 835's."
    CLAIM_VOID = "claim_void", "The claim was voided here."
    ALREADY_ANSWERED = "already_answered", "The claim was answered before, and no reversal of that answer has come."
    NOTHING_TO_REVERSE = "nothing_to_reverse", "A reversal of a payment that was never posted here."
    NOT_POSTABLE = "not_postable", "Posting this claim was refused."


class DepositMethod(models.TextChoices):
    """How money reached the bank."""

    EFT = "eft", "EFT"
    CHECK = "check", "Check"
    CARD = "card", "Card"


class MatchedBy(models.TextChoices):
    """How it is known which remittance a deposit pays."""

    EXACT = "exact", "trace number, payer and amount"
    PERSON = "person", "confirmed by a person"


class JobKind(models.TextChoices):
    READ = "read", "Read"
    POST = "post", "Post"
    UNDO = "undo", "Undo"


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
