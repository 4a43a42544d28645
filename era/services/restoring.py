"""What was undone for one claim is used again: matched anew, ready to be posted with its remittance."""

from datetime import datetime

from django.db import transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claims.locks import hold_claims
from claims.models import Claim
from era.enums import MatchState, RemittanceState
from era.matching import BY_PERSON
from era.models import ClaimMatch, Remittance
from era.services.matching import match_again, match_to_claim
from era.services.queue import NotDecidable


@transaction.atomic
def use_again(*, remittance_id: int, claim_id: int, by: User, now: datetime) -> int:
    """Matches the CLPs anew that `undo_claim` took back; posting stays a step of its own. Answers how many.

    Idempotent: nothing taken back, nothing done. What a person had assigned stays with the claim they named; another
    answer that was posted meanwhile holds it, as it would any. Raises NotDecidable while the whole payment is undone.
    """
    remittance = Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)
    if remittance.state != RemittanceState.POSTED:
        raise NotDecidable("The whole payment is not posted. Post it first.")
    number = Claim.objects.values_list("number", flat=True).get(pk=claim_id)
    hold_claims(Claim.objects.filter(number=number).values_list("pk", flat=True))
    taken_back = ClaimMatch.objects.filter(remittance=remittance, claim=claim_id, state=MatchState.TAKEN_BACK)
    found = list(taken_back.order_by("pk").values_list("pk", "how"))
    taken_back.update(
        state=MatchState.UNMATCHED,
        adjudication=None,
        reverses=None,
        settled_with=None,
        reason="",
        decided_by=None,
        decided_at=None,
    )
    for match_id in [pk for pk, how in found if how == BY_PERSON]:
        match = ClaimMatch.objects.select_related("remittance", "remittance_claim").get(pk=match_id)
        match_to_claim(match=match, claim_id=claim_id, by=by, now=now)
    match_again(remittance=remittance, by=by, now=now)
    if found:
        audit.record(action="era.claim_used_again", obj=remittance, by=by, detail={"claim": claim_id})
    return len(found)
