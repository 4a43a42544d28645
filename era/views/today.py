"""The remittances' part of "What waits for you" on the first page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claimcenter.practice.today import Work
from era.selectors.deposits import is_followed, overdue
from era.selectors.queue import held_payments, waiting_matches


def era_work(request: HttpRequest) -> Iterator[Work]:
    """Payments held, answers to match; late money where deposits are followed at all."""
    yield Work(_("Payments held"), held_payments().order_by().count(), reverse("era:list"), hurry=True)
    yield Work(_("Answers to match with their claims"), waiting_matches().order_by().count(), reverse("era:queue"))
    if is_followed():
        late = sum(found.number for found in overdue(timezone.localdate()))
        yield Work(_("Late deposits and remittances"), late, f"{reverse('era:deposits')}?tab=late", hurry=True)
