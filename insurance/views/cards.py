"""Pictures of the insurance card, and taking over what the client sent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claimcenter.practice.permissions import Action, requires
from clients.models import Document
from clients.selectors import client_for
from clients.views.documents import stored_file_response
from clients.views.shared import actor_of, user_of
from insurance import selectors
from insurance.models import InsurancePlan
from insurance.services.cards import accept_card


@requires(Action.DOCUMENT_VIEW)
@require_safe
def card_image(request: HttpRequest, client_id: int, pk: int, side: str) -> HttpResponse:
    client = client_for(actor_of(request), client_id)
    plan = get_object_or_404(InsurancePlan, pk=pk, client=client)
    card = selectors.current_cards(plan).get(side)
    if card is None:
        raise Http404
    return stored_file_response(card.file)


@requires(Action.PLAN_EDIT)
@require_POST
def card_accept(request: HttpRequest, client_id: int, pk: int, document_id: int) -> HttpResponse:
    """Takes the picture the client sent as this plan's card."""
    client = client_for(actor_of(request), client_id)
    plan = get_object_or_404(InsurancePlan, pk=pk, client=client)
    document = get_object_or_404(Document.objects.select_related("file"), pk=document_id, client=client)
    try:
        accept_card(document=document, plan=plan, by=user_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The picture is kept with the plan."))
    return redirect("insurance:plan-edit", client.pk, plan.pk)
