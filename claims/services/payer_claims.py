"""After a change of a payer: its pending claims are offline or not."""

from django.db.models import Q

from claims.enums import Stage
from claims.models import Claim
from insurance.models import Payer


def sync_payer_claims(*, payer_id: int) -> int:
    """Marks the payer's pending claims offline where the payer or the plan is; answers how many changed."""
    payer = Payer.objects.get(pk=payer_id)
    pending = Claim.objects.filter(payer=payer, stage=Stage.PENDING)
    offline = Q(plan__is_offline=True) if not payer.is_offline else Q(payer=payer)
    gone = pending.filter(offline, is_offline=False).values_list("pk", flat=True)
    back = pending.exclude(offline).filter(is_offline=True).values_list("pk", flat=True)
    changed = Claim.objects.filter(pk__in=list(gone)).update(is_offline=True)
    return changed + Claim.objects.filter(pk__in=list(back)).update(is_offline=False)
