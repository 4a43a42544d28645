from era.models.file import EraFile
from era.models.match import ClaimMatch
from era.models.remittance import (
    ProviderAdjustment,
    Remittance,
    RemittanceAdjustment,
    RemittanceClaim,
    RemittanceLine,
)

__all__ = [
    "ClaimMatch",
    "EraFile",
    "ProviderAdjustment",
    "Remittance",
    "RemittanceAdjustment",
    "RemittanceClaim",
    "RemittanceLine",
]
