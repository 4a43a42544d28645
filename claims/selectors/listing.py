"""The practice's Claim Center: tabs, filters, search and order over claims. Constant queries whatever the size."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from claimcenter.practice.actors import Actor
from claims.enums import Result, Stage
from claims.models import Adjudication, Claim, Submission
from clients.selectors import clients_of

TABS: dict[str, tuple[str, Q]] = {
    "pending": ("Pending Claims", Q(stage=Stage.PENDING)),
    "processing": ("Processing", Q(stage=Stage.PROCESSING)),
    "completed": ("Completed", Q(stage=Stage.COMPLETED)),
    "rejected": ("Rejected", Q(result=Result.REJECTED)),
    "denied": ("Denied", Q(stage=Stage.COMPLETED, result__in=[Result.DENIED, Result.PARTLY_DENIED])),
    "offline": ("Offline Claims", Q(is_offline=True)),
}
SORTS: dict[str, tuple[str, ...]] = {
    "date": ("last_service_date",),
    "-date": ("-last_service_date",),
    "charge": ("charge",),
    "-charge": ("-charge",),
    "balance": ("balance",),
    "-balance": ("-balance",),
    "clock": ("clock",),
    "-clock": ("-clock",),
    "number": ("number", "position"),
    "-number": ("-number", "-position"),
}
DEFAULT_SORT = "-date"
COMPUTED = {"clock": Coalesce("file_by", Value(date.max))}
"""The filing clock: claims without one come last."""
_NUMBER = re.compile(r"(?:[0-9]{2}-)?([0-9]{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the URL asks for; unknown words are dropped by the form that makes this."""

    client: int | None = None
    payer: int | None = None
    position: int | None = None
    waiting_on: str = ""
    since: date | None = None
    until: date | None = None
    search: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        return any((self.payer, self.position, self.waiting_on, self.since, self.until, self.search))


def visible_claims(actor: Actor, *, void_too: bool = False) -> QuerySet[Claim]:
    """The claims this person may see: a clinician's are those of their own clients."""
    claims = Claim.objects.all() if void_too else Claim.objects.filter(live=True)
    if actor.sees_all_clients:
        return claims
    return claims.filter(client__in=Subquery(clients_of(actor).values("pk")))


def claims_of_tab(actor: Actor, tab: str, filters: Filters) -> QuerySet[Claim]:
    """The rows of one tab, with what a row shows joined."""
    wanted = filtered(visible_claims(actor).filter(TABS[tab][1]), filters)
    return wanted.select_related("client", "payer", "provider", "current_decision").prefetch_related(
        "lines__charge_line"
    )


def tab_counts(actor: Actor, filters: Filters | None = None) -> dict[str, int]:
    """How many claims each tab holds, in one statement."""
    claims = filtered(visible_claims(actor), filters or Filters())
    return claims.aggregate(**{name: Count("pk", filter=condition) for name, (_, condition) in TABS.items()})


def filtered(claims: QuerySet[Claim], filters: Filters) -> QuerySet[Claim]:
    """Applies the filters; every one of them is served by an index or bounded by one that is."""
    conditions = {
        "client": filters.client,
        "payer": filters.payer,
        "position": filters.position,
        "waiting_on": filters.waiting_on,
        "last_service_date__gte": filters.since,
        "first_service_date__lte": filters.until,
    }
    found = claims.filter(**{name: value for name, value in conditions.items() if value not in (None, "")})
    return found.filter(_search(filters.search)) if filters.search else found


def claims_found(actor: Actor, text: str) -> QuerySet[Claim]:
    """The claims with this number or trace, newest first, as `claims_of_tab` joins them."""
    found = visible_claims(actor).filter(_search(text)).order_by("-last_service_date", "-pk")
    joined = found.select_related("client", "payer", "provider", "current_decision")
    return joined.prefetch_related("lines__charge_line")


def _search(text: str) -> Q:
    """A claim number (26-0123), a patient control number, a trace or a payer's claim number.

    No names: this text stands in the URL. Clients are searched by name with a POST (`claims.views.search`).
    """
    words = text.strip()
    number = _NUMBER.fullmatch(words)
    found = Q(number=int(number[1])) if number else Q(pk__in=[])
    code = words.upper()
    found |= Q(pk__in=Subquery(Submission.objects.filter(patient_control_number=code).values("claim")))
    found |= Q(pk__in=Subquery(Adjudication.objects.filter(trace_number=words).values("claim")))
    return found | Q(payer_claim_control_number=code)
