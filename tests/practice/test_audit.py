"""The audit trail: what is written, what it outlives, and that nobody alters it unnoticed."""

import io
import json
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claimcenter.practice import audit
from claimcenter.practice.models import AuditEvent, AuditLink, Outcome
from claimcenter.practice.services.audit_chain import seal_all, seal_practice, verify_practice
from claimcenter.practice.tenancy import acting_in, starting_in
from tests.factories.practice import ProviderFactory


def make_rows(practice, count: int) -> list[int]:
    with acting_in(practice, None):
        for number in range(count):
            audit.record(action="test", object_type="x", object_id=number, by=None, detail={"n": number})
        return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


def test_a_page_leaves_one_row(client_as, administrator) -> None:
    provider = ProviderFactory()
    client_as(administrator).get(f"/settings/claims-center/providers/{provider.pk}/")
    row = AuditEvent.objects.exclude(action="signin").get()
    assert (row.action, row.object_type, row.object_id) == (
        "settings.edit",
        "practice:provider-edit",
        str(provider.pk),
    )
    assert (row.user_id, row.actor_label, row.outcome) == (administrator.pk, "administrator", Outcome.DONE)
    assert row.ip == "127.0.0.1"


def test_a_refused_request_leaves_its_row_and_nothing_else(client_as, biller) -> None:
    response = client_as(biller).post("/settings/account/codes/add/", {"code": "90837", "label": "x"})
    assert response.status_code == 403
    row = AuditEvent.objects.exclude(action="signin").get()
    assert (row.outcome, row.action) == (Outcome.REFUSED, "settings.edit")


def test_a_change_names_its_fields_and_never_their_values(client_as, administrator) -> None:
    client_as(administrator).post(
        "/settings/account/codes/add/", {"code": "90837", "label": "Sixty minutes", "default_charge": "200.00"}
    )
    row = AuditEvent.objects.get(action="settings.create")
    assert row.object_type == "practice.ServiceCode"
    assert "Sixty" not in json.dumps(row.detail)
    assert set(row.detail["fields"]) >= {"code", "label", "default_charge"}


def test_rows_of_one_request_share_its_id(client_as, administrator) -> None:
    client_as(administrator).post("/settings/account/codes/add/", {"code": "90837", "label": "x"})
    ids = set(AuditEvent.objects.exclude(action="signin").values_list("request_id", flat=True))
    assert len(ids) == 1


def test_reads_are_named_one_by_one(rf, practice, administrator) -> None:
    request = rf.get("/")
    request.resolver_match = None
    audit.record_reads(request, "clients.Client", [3, 5], client_id=None)
    assert AuditEvent.objects.get(action="read").detail["ids"] == ["3", "5"]


def test_a_failed_sign_in_is_noted_without_what_was_typed(client, biller) -> None:
    client.post("/accounts/login/", {"login": biller.email, "password": "wrong horse"})
    row = AuditEvent.objects.get(action="signin")
    assert (row.outcome, row.object_id) == (Outcome.REFUSED, str(biller.pk))
    assert "wrong" not in json.dumps(row.detail)


def test_a_failed_sign_in_of_nobody_stands_under_the_installation(client, practice) -> None:
    client.post("/accounts/login/", {"login": "nobody@example.com", "password": "wrong horse"})
    assert not AuditEvent.objects.exists()
    with starting_in(0, None):
        assert AuditEvent.objects.get().outcome == Outcome.REFUSED


def test_sealing_is_idempotent_and_chains_each_practice_apart(practice, other_practice) -> None:
    make_rows(practice, 3)
    with starting_in(other_practice, None):
        make_rows(other_practice, 2)
    assert seal_practice(practice.pk) == 3
    assert seal_practice(practice.pk) == 0
    assert list(AuditLink.objects.order_by("ordinal").values_list("ordinal", flat=True)) == [1, 2, 3]
    with starting_in(other_practice, None):
        assert seal_practice(other_practice.pk) == 2
        assert verify_practice(other_practice.pk, now=timezone.now()).broken is None


def test_an_old_row_without_a_seal_was_slipped_in(practice) -> None:
    make_rows(practice, 2)
    seal_practice(practice.pk)
    stray = AuditEvent.objects.create(
        practice_id=practice.pk, action="forged", actor_label="x", at=timezone.now() - timedelta(days=2)
    )
    seal_practice(practice.pk)
    broken = verify_practice(practice.pk, now=timezone.now()).broken
    assert broken is not None
    assert (broken.event_id, broken.what) == (stray.pk, "was never sealed")


@pytest.mark.django_db(transaction=True)
def test_an_altered_row_is_named(committed_practice, as_owner: psycopg.Connection) -> None:
    ids = make_rows(committed_practice, 4)
    seal_all()
    call_command("audit_verify", stdout=io.StringIO())
    as_owner.execute("SET claimcenter.maintenance = 'on'")
    as_owner.execute("UPDATE practice_auditevent SET user_id = 99 WHERE id = ANY(%s)", [ids[1:3]])
    with pytest.raises(CommandError, match=f"practice {committed_practice.pk}: audit row {ids[1]} was altered"):
        call_command("audit_verify", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_a_deleted_row_and_a_deleted_seal_are_named(committed_practice, as_owner: psycopg.Connection) -> None:
    ids = make_rows(committed_practice, 4)
    seal_all()
    as_owner.execute("SET claimcenter.maintenance = 'on'")
    as_owner.execute("DELETE FROM practice_auditevent WHERE id = %s", [ids[2]])
    with pytest.raises(CommandError, match=f"audit row {ids[2]} was deleted"):
        call_command("audit_verify", stdout=io.StringIO())
    as_owner.execute("DELETE FROM practice_auditlink WHERE event_id = %s", [ids[0]])
    with pytest.raises(CommandError, match="link 1 is missing"):
        call_command("audit_verify", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_the_verdict_as_json(committed_practice) -> None:
    make_rows(committed_practice, 2)
    out = io.StringIO()
    call_command("audit_verify", "--json", stdout=out)
    ours = next(one for one in json.loads(out.getvalue()) if one["practice"] == committed_practice.pk)
    assert ours == {
        "practice": committed_practice.pk,
        "rows": 2,
        "intact": True,
        "first_altered": None,
        "what": "",
    }
