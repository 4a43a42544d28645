from claims.models.adjudication import Adjudication, AdjudicationLine, Adjustment
from claims.models.claim import Claim, ClaimDiagnosis, ClaimEvent, ClaimLine
from claims.models.cob import PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication
from claims.models.decision import SecondaryDecision
from claims.models.deed import MoneyDeed
from claims.models.eob import EobPage
from claims.models.ledger import ChargeLineBalance, LedgerEntry
from claims.models.rule import PostingRule
from claims.models.submission import Submission
from claims.models.work import Task

__all__ = [
    "Adjudication",
    "AdjudicationLine",
    "Adjustment",
    "ChargeLineBalance",
    "Claim",
    "ClaimDiagnosis",
    "ClaimEvent",
    "ClaimLine",
    "EobPage",
    "LedgerEntry",
    "MoneyDeed",
    "PostingRule",
    "PriorAdjustment",
    "PriorLineAdjudication",
    "PriorPayerAdjudication",
    "SecondaryDecision",
    "Submission",
    "Task",
]
