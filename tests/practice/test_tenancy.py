"""Row security as the application meets it: no tenant, no rows; another tenant's rows do not exist."""

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from claimcenter.practice.models import Facility, Provider
from claimcenter.practice.operations import is_tenant_model, tenant_foreign_keys, tenant_key_name
from claimcenter.practice.tenancy import (
    CrossPractice,
    NoPractice,
    acting_in,
    current_practice_id,
    current_user_id,
    starting_in,
    starting_outside,
)
from tests.conftest import constraints_checked
from tests.factories.practice import FacilityFactory, PracticeFactory, ProviderFactory, UserFactory

# Every table that is not a practice's own, and why it may be global.
GLOBAL = {
    "practice.Practice": "must be found before a practice is chosen",
    "practice.User": "a person may work in several practices",
    "practice.Membership": "says which practices may be chosen",
    "practice.Heartbeat": "processes of the installation",
    "account.EmailAddress": "sign-in",
    "account.EmailConfirmation": "sign-in",
    "mfa.Authenticator": "sign-in",
    "sessions.Session": "sign-in",
    "admin.LogEntry": "holds numbers only (ScopedModelAdmin)",
    "auth.Group": "Django's own, empty",
    "auth.Permission": "Django's own, model names",
    "auth.Group_permissions": "Django's own, empty",
    "contenttypes.ContentType": "Django's own, model names",
    "pghistory.Context": "unused: the context stands in the event rows",
}


def concrete_models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


TENANT_MODELS = [model for model in concrete_models() if is_tenant_model(model)]
EACH_TENANT_MODEL = pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)


def fetch(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_model_is_a_tenants_or_listed_as_global() -> None:
    unlisted = {m._meta.label for m in concrete_models() if not is_tenant_model(m)}
    assert unlisted == set(GLOBAL)


@EACH_TENANT_MODEL
def test_row_security_stands_on_every_tenant_table(db: None, model: type[models.Model]) -> None:
    table = model._meta.db_table
    enabled = fetch("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", f'public."{table}"')
    policies = fetch("SELECT cmd, qual, with_check FROM pg_policies WHERE tablename = %s", table)
    assert enabled == [(True,)]
    assert len(policies) == 1
    command, using, check = policies[0]
    assert command == "ALL"
    assert using == check
    assert "claimcenter.practice" in using


@EACH_TENANT_MODEL
def test_tenant_tables_have_their_unique_key_and_a_required_practice(db: None, model: type[models.Model]) -> None:
    assert not model._meta.get_field("practice_id" if not _has_fk(model) else "practice").null
    keys = fetch(
        "SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
        " WHERE c.conrelid = %s::regclass AND c.contype = 'u' GROUP BY c.oid",
        f'public."{model._meta.db_table}"',
    )
    assert sorted(["practice_id", model._meta.pk.column]) in [key for (key,) in keys]


def _has_fk(model: type[models.Model]) -> bool:
    return any(field.name == "practice" for field in model._meta.fields)


@EACH_TENANT_MODEL
def test_every_reference_between_tenant_tables_carries_the_practice(db: None, model: type[models.Model]) -> None:
    rows = fetch(
        "SELECT conname, condeferred FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        f'public."{model._meta.db_table}"',
    )
    found = dict(rows)
    wanted = [tenant_key_name(model._meta.db_table, field.column) for field in tenant_foreign_keys(model)]
    assert [name for name in wanted if name not in found] == []


@EACH_TENANT_MODEL
def test_without_a_practice_there_are_no_rows(practice, model: type[models.Model]) -> None:
    with starting_outside():
        assert fetch(f'SELECT count(*) FROM "{model._meta.db_table}"') == [(0,)]


def test_without_a_practice_a_full_table_is_empty(practice) -> None:
    FacilityFactory()
    assert Facility.objects.count() == 1
    with starting_outside():
        assert Facility.objects.count() == 0


def test_a_practice_sees_its_own_rows_only(practice, other_practice) -> None:
    mine = FacilityFactory()
    with starting_in(other_practice, None):
        theirs = FacilityFactory()
        assert list(Facility.objects.all()) == [theirs]
    assert list(Facility.objects.all()) == [mine]


def test_a_row_cannot_be_written_for_another_practice(practice, other_practice) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        FacilityFactory(practice=other_practice)


def test_a_row_cannot_be_moved_to_another_practice(practice, other_practice) -> None:
    FacilityFactory()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Facility.objects.update(practice=other_practice)


def test_a_reference_to_another_practices_row_is_refused(practice, other_practice) -> None:
    with starting_in(other_practice, None):
        theirs = ProviderFactory()
    with pytest.raises(IntegrityError, match="tenant_fk"), transaction.atomic(), constraints_checked():
        ProviderFactory(supervisor_id=theirs.pk)


def test_the_practice_is_filled_in(practice) -> None:
    assert FacilityFactory().practice_id == practice.pk == current_practice_id()


def test_outside_there_is_no_practice_to_fill_in(db: None) -> None:
    with pytest.raises(NoPractice):
        Facility()
    assert current_user_id() is None


def test_nesting_the_same_practice_is_fine_and_restores_the_user(practice) -> None:
    user = UserFactory()
    with acting_in(practice, user):
        assert current_user_id() == user.pk
    assert current_user_id() is None
    assert fetch("SELECT current_setting('claimcenter.practice'), current_setting('claimcenter.user')") == [
        (str(practice.pk), "")
    ]


def test_another_practice_is_refused_while_nested(practice, other_practice) -> None:
    with pytest.raises(CrossPractice), acting_in(other_practice, None):
        pass
    assert current_practice_id() == practice.pk


def test_after_an_error_the_former_practice_is_in_force_again(practice, other_practice) -> None:
    with pytest.raises(ZeroDivisionError), starting_in(other_practice, None):
        1 / 0  # noqa: B018
    FacilityFactory()
    assert Facility.objects.count() == 1


def test_a_rolled_back_frame_leaves_nothing_behind(practice) -> None:
    with acting_in(practice, None):
        FacilityFactory()
        transaction.set_rollback(True)
    assert Facility.objects.count() == 0
    assert current_practice_id() == practice.pk


@pytest.mark.django_db(transaction=True)
def test_the_setting_ends_with_the_transaction() -> None:
    """The connection is pooled: what one request set must not be there for the next."""
    practice = PracticeFactory()
    with acting_in(practice, None):
        ProviderFactory()
    assert fetch("SELECT current_setting('claimcenter.practice', true)") == [("",)]
    assert Provider.objects.count() == 0


def test_the_application_is_a_plain_role(db: None) -> None:
    row = fetch("SELECT current_user, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    assert row == [("claimcenter_app", False, False, False)]


def test_functions_past_row_security_fix_their_search_path(db: None) -> None:
    rows = fetch(
        "SELECT p.proname, p.proconfig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef"
    )
    assert rows
    assert [
        name for name, config in rows if not any(c.startswith("search_path=pg_catalog") for c in config or [])
    ] == []
