"""Each exit of the verbs on profiles, consents and the portal."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from claimcenter.practice.actors import Actor
from claimcenter.practice.models import Membership, Provider
from claimcenter.practice.roles import Role
from claimcenter.practice.tenancy import acting_in
from clients import selectors, signals
from clients.models import Client, PortalAccess
from clients.services.consents import record_consent, revoke_consent
from clients.services.portal import AccessRefused, Rights, change_rights, grant_portal_access, revoke_portal_access
from clients.services.profiles import (
    ClientDetails,
    archive_client,
    assign_provider,
    create_client,
    details_of,
    link_partners,
    restore_client,
    unassign_provider,
    update_client,
)
from clients.versions import ChangedMeanwhile
from tests.factories.clients import NOW, ClientAssignmentFactory, ClientFactory, ConsentFactory, PortalAccessFactory
from tests.factories.practice import UserFactory

pytestmark = pytest.mark.usefixtures("practice")

DANA = ClientDetails(first_name="Dana", last_name="Rivers", date_of_birth=date(1988, 7, 4), sex="F")


@pytest.fixture
def heard():
    received = []

    def note(**kwargs):
        received.append(kwargs["client_id"])

    signals.client_changed.connect(note)
    yield received
    signals.client_changed.disconnect(note)


def actor_of(user) -> Actor:
    return Actor(user, Membership.objects.select_related("practice").get(user=user))


def test_a_client_is_added_in_the_form_claims_want(heard, biller):
    typed = replace(DANA, first_name="  Dana ", phone="(503) 555-0111", zip="97205-1234", state="or")
    client = create_client(details=typed, by=biller, now=NOW)
    assert (client.first_name, client.phone, client.zip, client.state) == ("Dana", "5035550111", "972051234", "OR")
    assert not client.part2_record
    assert heard == [client.pk]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"first_name": ""}, "first_name"),
        ({"last_name": "R\x00"}, "last_name"),
        ({"last_name": "R\u202eivers"}, "last_name"),
        ({"last_name": "R" * 10_000}, "last_name"),
        ({"used_name": "\u200b"}, "used_name"),
        ({"date_of_birth": date(2062, 1, 1)}, "date_of_birth"),
        ({"date_of_birth": date(1788, 1, 1)}, "date_of_birth"),
        ({"sex": "X"}, "sex"),
        ({"email": "not an address"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"zip": "9720"}, "zip"),
        ({"state": "Oregon"}, "state"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fields, named, heard):
    with pytest.raises(ValidationError) as error:
        create_client(details=replace(DANA, **fields), by=None, now=NOW)
    assert named in error.value.message_dict
    assert not Client.objects.exists()
    assert heard == []


def test_the_second_to_save_is_told(practice, biller, administrator):
    client = ClientFactory()
    details = details_of(client)
    with acting_in(practice, biller):
        update_client(client=client, details=replace(details, city="Salem"), by=biller, now=NOW, version=1)
    with pytest.raises(ChangedMeanwhile, match="Alice Biller saved this"), acting_in(practice, administrator):
        update_client(client=client, details=details, by=administrator, now=NOW, version=1)


def test_archiving_and_bringing_back_are_idempotent(heard):
    client = ClientFactory()
    for _ in range(2):
        assert archive_client(client=client, by=None, now=NOW).is_archived
    for _ in range(2):
        assert not restore_client(client=client, by=None).is_archived
    assert len(heard) == 2


def test_names_are_found_from_either_end_accents_or_not():
    zoe = ClientFactory(first_name="Zoë", used_name="Zoey", last_name="Müller-Ortiz")
    ClientFactory(first_name="Ann", last_name="Zoe")
    every = Client.objects.all()
    for text in ("muller", "MÜLL", "zoey mü", "müller-ortiz zo"):
        assert list(selectors.search_clients(every, text)) == [zoe]
    assert selectors.search_clients(every, "zoe").count() == 2
    assert selectors.search_clients(every, "nobody").count() == 0
    assert selectors.search_clients(every, "  ").count() == 2


def test_a_clinician_sees_their_own_clients_only(clinician, biller):
    mine, other = ClientFactory(), ClientFactory()
    ClientAssignmentFactory(client=mine, provider=Provider.objects.get(user=clinician))
    assert list(selectors.clients_of(actor_of(clinician))) == [mine]
    assert selectors.clients_of(actor_of(biller)).count() == 2
    with pytest.raises(Http404):
        selectors.client_for(actor_of(clinician), other.pk)


def test_assignment_comes_and_goes(clinician):
    client, provider = ClientFactory(), Provider.objects.get(user=clinician)
    for _ in range(2):
        assign_provider(client=client, provider=provider, by=None)
    assert selectors.clients_of(actor_of(clinician)).count() == 1
    for _ in range(2):
        unassign_provider(client=client, provider=provider, by=None)
    assert selectors.clients_of(actor_of(clinician)).count() == 0


def test_a_clinician_without_a_provider_record_sees_nobody(clinician):
    Provider.objects.filter(user=clinician).update(user=None)
    ClientAssignmentFactory()
    assert selectors.clients_of(actor_of(clinician)).count() == 0


def test_partners_know_each_other_once():
    one, two = ClientFactory(), ClientFactory()
    for _ in range(2):
        link_partners(client=one, other=two, by=None)
    assert selectors.partners_of(one) == [two]
    assert selectors.partners_of(two) == [one]


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_consent_holds_between_its_days(day, in_force):
    consent = ConsentFactory(expires_on=date(2026, 6, 30))
    assert (consent.client_id in selectors.consents_on([consent.client_id], day)) is in_force


def test_a_consent_is_recorded_and_revoked(heard, biller):
    client = ClientFactory()
    consent = record_consent(client=client, given_on=date(2026, 1, 1), by=biller, now=NOW)
    revoke_consent(consent=consent, revoked_on=date(2026, 6, 1), by=biller, now=NOW)
    revoke_consent(consent=consent, revoked_on=date(2026, 7, 1), by=biller, now=NOW)
    consent.refresh_from_db()
    assert consent.revoked_on == date(2026, 6, 1)
    assert selectors.consents_on([client.pk], date(2026, 5, 31)) == {client.pk}
    assert selectors.consents_on([client.pk], date(2026, 6, 1)) == set()
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("given", "expires", "named"),
    [(date(2027, 1, 1), None, "given_on"), (date(2026, 2, 1), date(2026, 1, 1), "expires_on")],
)
def test_a_consent_has_sound_dates(given, expires, named, biller):
    with pytest.raises(ValidationError) as error:
        record_consent(client=ClientFactory(), given_on=given, expires_on=expires, by=biller, now=NOW)
    assert named in error.value.message_dict


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_consent_is_revoked_on_a_sound_day(day, biller):
    with pytest.raises(ValidationError):
        revoke_consent(consent=ConsentFactory(), revoked_on=day, by=biller, now=NOW)


def test_a_portal_user_is_one_clients_only(biller):
    client = ClientFactory()
    granted = grant_portal_access(client=client, name="Dana", email="Dana@Example.com", by=biller)
    assert granted.password_path
    assert granted.access.receives_alerts
    assert Membership.objects.get(user=granted.access.user).role == Role.PORTAL
    assert selectors.portal_client_id(granted.access.user_id) == client.pk
    with pytest.raises(AccessRefused, match="already"):
        grant_portal_access(client=ClientFactory(), name="Dana", email="dana@example.com", by=biller)


def test_staff_get_no_portal(biller, administrator):
    with pytest.raises(AccessRefused, match="works here"):
        grant_portal_access(client=ClientFactory(), name="A", email=administrator.email, by=biller)
    assert not PortalAccess.objects.exists()


def test_one_person_receives_the_alerts(biller):
    client = ClientFactory()
    first = PortalAccessFactory(client=client, receives_alerts=True)
    second = PortalAccessFactory(client=client, user=UserFactory())
    change_rights(access=second, rights=Rights(receives_alerts=True, can_upload=False), by=biller)
    first.refresh_from_db()
    assert (first.receives_alerts, second.receives_alerts, second.can_upload) == (False, True, False)


def test_ended_access_ends_at_once(biller):
    access = grant_portal_access(client=ClientFactory(), name="D", email="d@example.com", by=biller).access
    revoke_portal_access(access=access, by=biller, now=NOW)
    assert selectors.portal_client_id(access.user_id) is None
    assert not Membership.objects.get(user=access.user).is_active
