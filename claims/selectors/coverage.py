"""Which plan stands at a position on a day, and whether anything may be told to it: a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from claims.lookups import keys
from clients.models import Client, Consent
from insurance.disclosure import Refusal, RefusalKind, refusal_knowing
from insurance.models import InsurancePlan


@dataclass(frozen=True, slots=True)
class Coverage:
    """The plans of some clients, with what decides about disclosure, read once."""

    clients: dict[int, Client]
    plans: dict[int, list[InsurancePlan]]

    def plan_on(self, client_id: int, position: int, day: date) -> InsurancePlan | None:
        """The plan in force at this position on this day; the database allows one at most."""
        for plan in self.plans.get(client_id, ()):
            if plan.position == position and plan.in_force(day):
                return plan
        return None

    def has_any(self, client_id: int) -> bool:
        """Whether the client has a live plan at all, in force or not."""
        return bool(self.plans.get(client_id))

    def refusal(self, plan: InsurancePlan, day: date) -> Refusal | None:
        """Why this plan may not be told of a session on this day, or None."""
        client = self.clients[plan.client_id]
        has_consent = not client.part2_record or any(_in_force(consent, day) for consent in client.consents.all())
        return refusal_knowing(client=client, plan=plan, has_consent=has_consent)

    def is_billable(self, client_id: int, position: int, day: date) -> bool:
        """Whether a payer of this position is to be asked, so that the client's share is held for it.

        A missing consent holds it too: giving the consent makes the plan billable. A restriction does not.
        """
        plan = self.plan_on(client_id, position, day)
        if plan is None:
            return False
        refusal = self.refusal(plan, day)
        return refusal is None or refusal.kind == RefusalKind.NO_CONSENT


def coverage_of(client_ids: Iterable[int]) -> Coverage:
    """Reads clients with their consents, and their live plans with the payers: three queries."""
    wanted = sorted(set(client_ids))
    consents = Prefetch("consents", Consent.objects.order_by("pk"))
    clients = {
        client.pk: client for client in Client.objects.filter(pk__any_of=keys(wanted)).prefetch_related(consents)
    }
    plans: defaultdict[int, list[InsurancePlan]] = defaultdict(list)
    live = InsurancePlan.objects.filter(client__any_of=keys(wanted), deactivated_at__isnull=True)
    # The member id is encrypted, and nobody here asks for it. The few payers are read once and shared.
    for plan in live.defer("member_id").order_by("position", "effective_from", "pk").prefetch_related("payer"):
        plans[plan.client_id].append(plan)
    return Coverage(clients, dict(plans))


def _in_force(consent: Consent, day: date) -> bool:
    return (
        consent.given_on <= day
        and (consent.expires_on is None or consent.expires_on >= day)
        and (consent.revoked_on is None or consent.revoked_on > day)
    )
