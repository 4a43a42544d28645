"""Closed lists of a claim. The values are the API's words (they stay); the labels are what the screen says."""

from django.db import models


class Stage(models.TextChoices):
    PENDING = "pending", "Pending"
    PROCESSING = "processing", "Processing"
    COMPLETED = "completed", "Completed"
    VOID = "void", "Void"


class Status(models.TextChoices):
    """The finer state within a stage, after the life cycle of a professional claim."""

    DRAFT = "draft", "Draft"
    READY = "ready", "Ready to file"
    QUEUED = "queued", "Queued"
    SUBMITTED = "submitted", "Submitted"
    RECEIVED = "received", "Received"
    ACCEPTED = "accepted", "Accepted by the payer"
    PENDED = "pended", "Pended by the payer"
    CROSSED_OVER = "crossed_over", "Forwarded by the payer before"
    REJECTED = "rejected", "Rejected"
    POSTED = "posted", "Posted"
    BY_HAND = "by_hand", "Completed by hand"
    VOIDED = "voided", "Voided"


class Result(models.TextChoices):
    NONE = "", "No answer yet"
    REJECTED = "rejected", "Rejected"
    PAID = "paid", "Paid"
    PATIENT_RESPONSIBILITY = "patient_responsibility", "Patient responsibility"
    PARTLY_DENIED = "partly_denied", "Partly denied"
    DENIED = "denied", "Denied"
    REVERSED = "reversed", "Reversed"
    NOT_NEEDED = "not_needed", "Not needed"


class WaitingOn(models.TextChoices):
    NOTHING = "", "Nothing"
    NOTE = "note", "Signed note"
    PLAN = "plan", "Plan in force"
    ADJUSTMENTS = "adjustments", "Adjustments"
    BALANCE = "balance", "Balanced lines"
    PAYMENT_DATE = "payment_date", "Payment date"
    ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
    PAYER = "payer", "Payer"
    CROSSOVER = "crossover", "Forwarded claim's answer"
    PRIMARY = "primary", "Payer before"
    CONSENT = "consent", "Consent"
    AUTHORIZATION = "authorization", "Authorization"
    REVIEW = "review", "Review"


class Outcome(models.TextChoices):
    """What was decided about the next claim of the chain."""

    CREATED = "created", "Created"
    EXISTS = "exists", "Exists already"
    NO_ACTIVE_PLAN = "no_active_plan", "No active plan on the date of service"
    NOTHING_LEFT = "nothing_left", "Nothing left to bill"
    CROSSED_OVER = "crossed_over", "Forwarded by the payer"
    FIX_WITH_PRIMARY = "fix_with_primary", "Fix with the primary first"
    WRONG_PAYER_FIRST = "wrong_payer_first", "Wrong payer first"
    PRIMARY_REVERSED = "primary_reversed", "Primary reversed"
    NO_CONSENT = "no_consent", "No consent on file"
    RESTRICTED = "restricted", "Restricted"
    UNMATCHED_REVIEW = "unmatched_review", "Waiting for review"


class Frequency(models.TextChoices):
    """CLM05-3."""

    ORIGINAL = "1", "Original"
    REPLACEMENT = "7", "Replacement"
    VOID = "8", "Void"


class AdjudicationState(models.TextChoices):
    PROVISIONAL = "provisional", "Matched, not posted yet"
    POSTED = "posted", "Posted"
    REVERSED = "reversed", "Reversed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Source(models.TextChoices):
    """Where a figure came from."""

    ERA = "era", "ERA"
    TYPED = "typed", "Typed"


class EntryKind(models.TextChoices):
    CHARGE = "charge", "Charge"
    INSURANCE_PAYMENT = "insurance_payment", "Insurance payment"
    CONTRACTUAL_ADJUSTMENT = "contractual_adjustment", "Contractual adjustment"
    WRITE_OFF = "write_off", "Write-off"
    TRANSFER = "transfer", "Transfer"
    PATIENT_PAYMENT = "patient_payment", "Patient payment"
    REFUND = "refund", "Refund"
    REVERSAL = "reversal", "Reversal"


class RuleAction(models.TextChoices):
    """What a posting rule does with an adjustment. The client's share asks a next payer first, always."""

    WRITE_OFF = "write_off", "Write off"
    PATIENT = "patient", "Client's share, next payer first"
    NEXT_PAYER = "next_payer", "Next payer only"
    DENIAL = "denial", "Denial task"
    REVIEW = "review", "Review"


class TaskKind(models.TextChoices):
    """What sort of work somebody has to do."""

    DENIAL = "denial", "Denial"
    REVIEW = "review", "Review"
    REFUND = "refund", "Refund"


class TaskOutcome(models.TextChoices):
    """How a task ended. The last one is ours: its cause was taken back or changed."""

    DONE = "done", "Done"
    NOT_NEEDED = "not_needed", "Not needed"
    SUPERSEDED = "superseded", "Settled by itself"


class Bucket(models.TextChoices):
    """Where an amount of a charge line can lie. Every ledger entry moves one amount from one bucket to another.

    `charges` is the source: what lies in all the others together is the charge itself, always.
    """

    CHARGES = "charges", "Charges"
    INSURER_1 = "insurer_1", "Primary payer"
    INSURER_2 = "insurer_2", "Secondary payer"
    INSURER_3 = "insurer_3", "Tertiary payer"
    PATIENT = "patient", "Client"
    INSURANCE_PAID = "insurance_paid", "Paid by insurers"
    ADJUSTED = "adjusted", "Adjusted off"
    PATIENT_PAID = "patient_paid", "Paid by the client"

    @classmethod
    def insurer(cls, position: int) -> "Bucket":
        return (cls.INSURER_1, cls.INSURER_2, cls.INSURER_3)[position - 1]


class DeedKind(models.TextChoices):
    """What a person decided about money that already lies in the ledger."""

    WRITE_OFF = "write_off", "Write-off"
    SHIELD_RELEASE = "shield_release", "Patient shield released"
    TAKEN_BACK = "taken_back", "Taken back"
    UNDO = "undo", "Undone"


class Ground(models.TextChoices):
    """Why money is written off, or why the client is asked although a payer has not answered."""

    COURTESY = "courtesy", "Courtesy"
    HARDSHIP = "hardship", "Hardship"
    SMALL_BALANCE = "small_balance", "Small balance"
    PLAN_INVALID = "plan_invalid", "The plan is not valid"
    NO_ANSWER = "no_answer", "The payer never answers"


WRITE_OFF_GROUNDS = (Ground.COURTESY, Ground.HARDSHIP, Ground.SMALL_BALANCE)
RELEASE_GROUNDS = (Ground.PLAN_INVALID, Ground.NO_ANSWER)
