"""May anything about this client go to this plan? One answer for claims, bare 2320 loops, eligibility and the screen.

A plan refused here gets no claim, no secondary and no mention on another payer's claim.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clients.models import Client
from clients.selectors import consents_on
from insurance.enums import Disclosure
from insurance.models import InsurancePlan


class RefusalKind(StrEnum):
    """The words of a decision's outcome."""

    NO_CONSENT = "no_consent"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Refusal:
    kind: RefusalKind
    sentence: str


def disclosure_refusal(*, client: Client, plan: InsurancePlan, on: date) -> Refusal | None:
    """Why nothing may be sent to this plan on this day; None when it may."""
    has_consent = not client.part2_record or bool(consents_on([client.pk], on))
    return refusal_knowing(client=client, plan=plan, has_consent=has_consent)


def disclosure_refusals(plans: Iterable[InsurancePlan], *, on: date) -> dict[int, Refusal]:
    """The same for many plans (with `client` and `payer` joined), by plan id; one query at most."""
    listed = list(plans)
    asked = [plan.client_id for plan in listed if plan.client.part2_record]
    consented = consents_on(asked, on) if asked else set()
    answers = {
        plan.pk: refusal_knowing(
            client=plan.client, plan=plan, has_consent=not plan.client.part2_record or plan.client_id in consented
        )
        for plan in listed
    }
    return {plan_id: refusal for plan_id, refusal in answers.items() if refusal is not None}


def refusal_knowing(*, client: Client, plan: InsurancePlan, has_consent: bool) -> Refusal | None:
    """The same for whoever has read the consents already; no query. `plan.payer` is joined."""
    name, payer = client.display_name, plan.payer.name
    if plan.disclosure == Disclosure.DO_NOT_BILL:
        return Refusal(RefusalKind.RESTRICTED, f"{payer} is marked “do not bill this plan”: nothing is sent to it.")
    if plan.disclosure == Disclosure.SELF_PAY:
        return Refusal(
            RefusalKind.RESTRICTED,
            f"{name} pays in full and asked us not to tell {payer}, so nothing is sent to it (45 CFR 164.522).",
        )
    if client.self_pay_restriction:
        return Refusal(
            RefusalKind.RESTRICTED,
            f"{name} pays in full and asked us to tell no insurer, so nothing is sent to {payer} (45 CFR 164.522).",
        )
    if not has_consent:
        return Refusal(
            RefusalKind.NO_CONSENT,
            f"The record of {name} falls under 42 CFR Part 2 and no consent is on file, so nothing may go to {payer}.",
        )
    return None
