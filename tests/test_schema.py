"""Walks every model of ours: what a single forgotten line would break without a word."""

import pytest
from django.apps import apps
from django.db import connection, models

APPS = ["practice", "clients", "insurance", "claims", "era"]  # each may refer to itself and to what stands before it


# Parts that are replaced with their whole by the verb that writes it, before anything is filed; everything else stays.
PARTS = {
    "clients.AppointmentDiagnosis.appointment",
    "claims.ClaimDiagnosis.claim",
    "claims.PriorLineAdjudication.prior_payer",
    "claims.PriorAdjustment.prior_payer",
    "claims.PriorAdjustment.line",
}
# Automation and imports may do these too: then the time stands and nobody's name.
ALSO_BY_THE_SYSTEM = {
    "era.Remittance.posted_at",
    "era.Remittance.undone_at",
    "claims.PriorLineAdjudication.touched_at",
    "claims.PriorAdjustment.touched_at",
}
COUNTS = {"units", "quantity"}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS and model._meta.managed]


def recorded(model: type[models.Model]) -> bool:
    """Whether people's edits write it (event tables repeat the fields of their model)."""
    return not hasattr(model, "pgh_tracked_model")


EACH_MODEL = pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)


@EACH_MODEL
def test_nothing_is_a_float(model: type[models.Model]) -> None:
    assert [field.name for field in model._meta.local_fields if isinstance(field, models.FloatField)] == []


@EACH_MODEL
def test_money_is_numeric_12_2_and_totals_no_narrower(model: type[models.Model]) -> None:
    decimals = [field for field in model._meta.local_fields if isinstance(field, models.DecimalField)]
    money = [field for field in decimals if field.name not in COUNTS]
    assert [field.name for field in money if field.decimal_places != 2 or field.max_digits < 12] == []


@EACH_MODEL
def test_nothing_is_deleted_along_with_something_else(model: type[models.Model]) -> None:
    references = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    allowed = (models.PROTECT, models.RESTRICT, models.DO_NOTHING)
    gone = {f"{model._meta.label}.{field.name}" for field in references if field.remote_field.on_delete not in allowed}
    assert gone - PARTS == set()


@EACH_MODEL
def test_references_point_down_the_line_of_apps(model: type[models.Model]) -> None:
    here = APPS.index(model._meta.app_label)
    for field in model._meta.local_fields:
        target = field.related_model._meta.app_label if field.related_model else None
        if target in APPS:
            assert APPS.index(target) <= here, f"{model._meta.label}.{field.name} points up to {target}"


@EACH_MODEL
def test_who_and_when_go_together(model: type[models.Model]) -> None:
    """A pair like posted_at and posted_by that may both be empty has a constraint that names both."""
    if not recorded(model):
        return
    fields = {field.name: field for field in model._meta.local_fields}
    pairs = [(name, f"{name[:-3]}_by") for name in fields if name.endswith("_at") and f"{name[:-3]}_by" in fields]
    checks = [str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    for at, by in pairs:
        if fields[at].null and fields[by].null and f"{model._meta.label}.{at}" not in ALSO_BY_THE_SYSTEM:
            assert any(at in check and by in check for check in checks), f"{model._meta.label}: {at} and {by}"


@EACH_MODEL
def test_every_constraint_and_index_stands_in_the_database(db: None, model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        found = set(connection.introspection.get_constraints(cursor, model._meta.db_table))
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", [f'public."{model._meta.db_table}"']
        )
        found |= {row[0] for row in cursor.fetchall()}
    wanted = {one.name for one in (*model._meta.constraints, *model._meta.indexes)}
    assert wanted - found == set()


def test_no_name_is_cut_off() -> None:
    """PostgreSQL shortens names over 63 characters silently; two could become one."""
    names = [one.name for model in ours() for one in (*model._meta.constraints, *model._meta.indexes)]
    assert [name for name in names if len(name) > 63] == []
    assert len(names) == len(set(names))


def test_migrations_are_complete(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
