"""Every sound public 835 posts to the cent into a practice that has its claims; twice is once, undo brings all back."""

import re
from collections import Counter
from datetime import date

import pytest

from claimcenter.x12.read835 import open_835
from claims.models import ChargeLineBalance, Claim
from era.models import ClaimMatch, PayeeIdentifier
from era.selectors.files import summary_of
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.undoing import undo_era
from tests.era.public import SHARED, cases
from tests.factories.era import NOW, Household, Service, organization, sent_claim
from tests.factories.insurance import PayerFactory, PlanFactory
from tests.factories.practice import UserFactory

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r"[A-Z0-9]{1,20}")
PROCEDURE = re.compile(r"(?=.*[0-9])[0-9A-Z]{5}")
PAID_STATUSES = {"1", "2", "3", "4", "19", "20", "21"}


@pytest.mark.parametrize("facts", cases())
def test_posts_to_the_cent(practice, facts):
    data = (SHARED / facts["file"]).read_bytes()
    if not_sound(data):
        pytest.skip("held or refused: nothing of it may be posted")
    seeded = seed(data)
    era_file = load_era(name="public.835", chunks=[data], by=None, now=NOW).era_file

    post_era(era_file_id=era_file.pk, by=None, now=NOW)

    posted = dict(ClaimMatch.objects.filter(state="posted").values_list("claim", "remittance_claim__paid"))
    assert {claim.pk: claim.paid for claim in reread(seeded)} == {claim.pk: posted.get(claim.pk) for claim in seeded}
    for payment in summary_of(era_file).payments:
        assert payment.reconciliation.adds_up

    after = balances()
    post_era(era_file_id=era_file.pk, by=None, now=NOW)
    assert balances() == after
    undo_era(era_file_id=era_file.pk, by=None, now=NOW)
    assert all(row.charge == row.insurer_1 for row in ChargeLineBalance.objects.all())


def not_sound(data):
    reader = open_835(data)
    for _ in reader:
        pass
    return reader.disposition != "import"


def balances():
    return sorted(
        ChargeLineBalance.objects.values_list("charge_line", "insurer_1", "patient", "insurance_paid", "adjusted")
    )


def reread(claims):
    return Claim.objects.filter(pk__in=[claim.pk for claim in claims])


def seed(data):
    """Claims built from the file's own CLP and SVC. What cannot have been ours (odd numbers, no charge) is left out."""
    organization()
    person = UserFactory()
    claims = []
    for remittance in open_835(data):
        answers = list(remittance_claims(remittance, data))
        home = payer_and_client(remittance)
        for identifier in {remittance.payee.identifier} - {""}:
            PayeeIdentifier.objects.get_or_create(identifier=identifier, defaults={"added_by": person, "added_at": NOW})
        numbers = Counter(answer.patient_control_number.strip().upper() for answer in answers)
        claims += [
            sent_claim(home, services(answer), pcn=answer.patient_control_number.strip().upper())
            for answer in answers
            if seedable(answer, numbers)
        ]
    return claims


def remittance_claims(remittance, data):
    for other in (reader := open_835(data)):
        if other.control_number == remittance.control_number and other.trn == remittance.trn:
            yield from reader.claims()
            return


def seedable(answer, numbers):
    number = answer.patient_control_number.strip().upper()
    ours = NUMBER.fullmatch(number) and numbers[number] == 1 and answer.status in PAID_STATUSES
    return ours and answer.charge > 0 and all(line.charge > 0 for line in answer.lines)


def services(answer):
    day = next((day for line in answer.lines for day in line.service_dates if day), date(2026, 9, 1))
    if not answer.lines:
        return [Service("90837", str(answer.charge), day)]
    return [service(line, day) for line in answer.lines]


def service(line, day):
    told = line.submitted or line.procedure
    code = told.code if PROCEDURE.fullmatch(told.code) else "90837"
    modifiers = tuple(modifier for modifier in told.modifiers if len(modifier) == 2)
    return Service(code, str(line.charge), line.service_dates[0] or day, modifiers[:4])


def payer_and_client(remittance):
    from insurance.models import Payer
    from tests.factories.clients import ClientFactory

    identifier = remittance.payer.identifier or remittance.trace_payer_id
    payer = Payer.objects.filter(payer_id=identifier).first() or PayerFactory(
        name=remittance.payer.name[:60] or "Payer", payer_id=identifier, aliases=[remittance.trace_payer_id]
    )
    client = ClientFactory()
    return Household(client, payer, payer, PlanFactory(client=client, payer=payer))
