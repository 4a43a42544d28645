"""The practice's Claim Center: one list, six tabs over it."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.web.forms import DateField
from claimcenter.web.paging import paginate
from claims.enums import WaitingOn
from claims.selectors.listing import COMPUTED, DEFAULT_SORT, SORTS, TABS, Filters, claims_of_tab, tab_counts
from claims.views.rows import claim_rows
from claims.views.shared import actor_of
from insurance.enums import Position
from insurance.models import Payer

PENDING_COMES = (
    "Claims appear here when a note is signed. Once the primary insurance claim has been completed, "
    "a secondary claim will automatically generate under Pending Claims."
)
EMPTY = {
    "pending": PENDING_COMES,
    "processing": "Claims appear here once they are filed, until the payer has answered.",
    "completed": "Claims appear here when their ERA is posted, their EOB is typed, or they are completed by hand.",
    "rejected": "A claim sent back unread by the clearinghouse or the payer appears here. Mend it and file it again.",
    "denied": "A claim that the payer decided and refused to pay, wholly or in part, appears here.",
    "offline": "Claims of payers or plans marked offline: recorded by hand, never transmitted.",
}
ONE_STAGE = {"pending", "processing", "completed"}
"""Tabs whose heading says the stage already: a row shows the second word only."""


class FilterForm(forms.Form):
    """The filters of the URL; what is not understood is left out, never an error page."""

    q = forms.CharField(label="Claim or trace number", required=False, max_length=80)
    payer = forms.ModelChoiceField(
        label="Payer", queryset=Payer.objects.none(), required=False, empty_label="All payers"
    )
    position = forms.TypedChoiceField(
        label="Position",
        choices=[("", "All"), *Position.choices],
        coerce=int,
        required=False,
        empty_value=None,
    )
    waiting_on = forms.ChoiceField(
        label="Waiting on",
        choices=[("", "Anything"), *[choice for choice in WaitingOn.choices if choice[0]]],
        required=False,
    )
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def to_filters(self) -> Filters:
        self.is_valid()
        cleaned = self.cleaned_data
        payer = cleaned.get("payer")
        return Filters(
            payer=payer.pk if payer else None,
            position=cleaned.get("position"),
            waiting_on=cleaned.get("waiting_on") or "",
            since=cleaned.get("since"),
            until=cleaned.get("until"),
            search=cleaned.get("q") or "",
        )


@requires(Action.CLAIM_VIEW)
@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Tabs, filters, order and page all stand in the URL."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "pending"
    form = FilterForm(request.GET)
    form.fields["payer"].queryset = Payer.objects.order_by("search_name")  # type: ignore[attr-defined]
    filters = form.to_filters()
    order = SORTS.get(request.GET.get("sort", ""), SORTS[DEFAULT_SORT])
    claims = claims_of_tab(actor_of(request), tab, filters)
    page = paginate(claims, order=order, parameters=request.GET, computed=COMPUTED)
    record_reads(request, "claim", [claim.pk for claim in page.rows])
    context = {
        "tab": tab,
        "title": TABS[tab][0],
        "empty": EMPTY[tab],
        "one_stage": tab in ONE_STAGE,
        "may_file": may(request, Action.CLAIM_FILE),
        "tabs": _tabs(request, tab, filters),
        "filters": filters,
        "clear_url": f"?tab={tab}",
        "form": form,
        "page": page,
        "rows": claim_rows(page.rows),
        "search_text": filters.search,
    }
    return render(request, "claims/list.html", context)


def _tabs(request: HttpRequest, current: str, filters: Filters) -> list[dict[str, object]]:
    counts = tab_counts(actor_of(request), filters)
    kept = [(key, value) for key, value in request.GET.items() if key not in {"tab", "after", "before"} and value]
    return [
        {
            "label": label,
            "url": "?" + urlencode([("tab", name), *kept]),
            "count": counts[name],
            "current": name == current,
            "needs_attention": name == "rejected" and counts[name] > 0,
        }
        for name, (label, _) in TABS.items()
    ]
