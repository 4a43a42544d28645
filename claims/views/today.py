"""The claims' part of "What waits for you" on the first page."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claimcenter.practice.today import Work
from claims.enums import WaitingOn
from claims.selectors.today import SOON, claims_waiting
from claims.selectors.work import waiting
from claims.views.shared import actor_of

PENDING = (
    (WaitingOn.NOTHING, gettext_lazy("Claims ready to file")),
    (WaitingOn.ADJUSTMENTS, gettext_lazy("Claims that wait for adjustments")),
    (WaitingOn.BALANCE, gettext_lazy("Claims whose lines do not balance yet")),
    (WaitingOn.PAYMENT_DATE, gettext_lazy("Claims that want a payment date")),
    (WaitingOn.REVIEW, gettext_lazy("Claims to look at")),
    (WaitingOn.PLAN, gettext_lazy("Claims without a plan in force")),
    (WaitingOn.CONSENT, gettext_lazy("Claims that wait for consent")),
    (WaitingOn.AUTHORIZATION, gettext_lazy("Claims that wait for an authorization")),
    (WaitingOn.NOTE, gettext_lazy("Claims that wait for a signed note")),
)
"""What somebody here can do something about; the rest waits for a payer."""


def claims_work(request: HttpRequest) -> Iterator[Work]:
    """What was sent back and what is near its limit first, then the pending claims by what they wait for."""
    found = claims_waiting(actor_of(request), today=timezone.localdate())
    yield Work(_("Rejected claims to mend"), found.rejected, _claims(tab="rejected"), hurry=True)
    near = _("Claims to file within %(days)s days") % {"days": SOON.days}
    yield Work(near, found.near_limit, _claims(tab="pending", sort="clock"), hurry=True)
    for reason, label in PENDING:
        wanted = {"waiting_on": reason.value} if reason else {"sort": "clock"}
        yield Work(str(label), found.pending.get(reason.value, 0), _claims(tab="pending", **wanted))


def tasks_work(request: HttpRequest) -> Iterator[Work]:
    found = waiting(today=timezone.localdate())
    yield Work(_("Tasks of the worklist"), found.open, reverse("claims:tasks"), hurry=found.overdue > 0)


def _claims(**parameters: str) -> str:
    return f"{reverse('claims:list')}?{urlencode(parameters)}"
