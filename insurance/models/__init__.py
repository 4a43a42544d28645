from insurance.models.payer import Payer
from insurance.models.plan import InsurancePlan, PlanCard

__all__ = ["InsurancePlan", "Payer", "PlanCard"]
