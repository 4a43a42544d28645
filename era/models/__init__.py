from era.models.account import PayerAccountEntry
from era.models.deposit import Deposit, DepositMatch
from era.models.file import EraFile
from era.models.job import EraJob
from era.models.match import ClaimMatch
from era.models.payee import PayeeIdentifier
from era.models.remittance import (
    ProviderAdjustment,
    Remittance,
    RemittanceAdjustment,
    RemittanceClaim,
    RemittanceLine,
)

__all__ = [
    "ClaimMatch",
    "Deposit",
    "DepositMatch",
    "EraFile",
    "EraJob",
    "PayeeIdentifier",
    "PayerAccountEntry",
    "ProviderAdjustment",
    "Remittance",
    "RemittanceAdjustment",
    "RemittanceClaim",
    "RemittanceLine",
]
