"""Migration operations that put the tenancy and append-only rules into PostgreSQL.

Each operation names models of the app it runs in. Event tables of pghistory are tenant tables like any other.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APP_ROLE = "claimcenter_app"
POLICY = "NULLIF(current_setting('claimcenter.practice', true), '')::bigint"


class _ForModels(Operation):
    """Runs SQL for each named model; changes nothing in Django's own picture of the schema."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, *model_names: str) -> None:
        self.model_names = model_names

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, list(self.model_names), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: these rules live in the database only."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, to_state.apps, forwards=True)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, from_state.apps, forwards=False)

    def describe(self) -> str:
        return f"{self.__class__.__name__}: {', '.join(self.model_names)}"

    def _run(self, app_label: str, editor: BaseDatabaseSchemaEditor, apps: Apps, *, forwards: bool) -> None:
        for name in self.model_names:
            model = apps.get_model(app_label, name)
            for statement in self.forward_sql(model) if forwards else self.backward_sql(model):
                editor.execute(statement)

    def forward_sql(self, model: type[models.Model]) -> Iterator[str]:
        raise NotImplementedError

    def backward_sql(self, model: type[models.Model]) -> Iterator[str]:
        raise NotImplementedError


class TenantTables(_ForModels):
    """Row-level security, UNIQUE (practice_id, id) and composite foreign keys for each named model.

    Foreign-key checks bypass row security, so Django's own key would accept another practice's id; the composite
    key beside it does not. A parent must have gone through this operation before its child does, or together with
    it: all tables come first and all keys after them, because tables of one app may refer to each other in a ring.
    """

    def _run(self, app_label: str, editor: BaseDatabaseSchemaEditor, apps: Apps, *, forwards: bool) -> None:
        found = [apps.get_model(app_label, name) for name in self.model_names]
        table_sql = [
            sql for model in found for sql in (self.forward_sql(model) if forwards else self.backward_sql(model))
        ]
        key_sql = [sql for model in found for sql in (_add_keys(model) if forwards else _drop_keys(model))]
        for statement in [*table_sql, *key_sql] if forwards else [*key_sql, *table_sql]:
            editor.execute(statement)

    def forward_sql(self, model: type[models.Model]) -> Iterator[str]:
        table, key = model._meta.db_table, _pk(model)
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield (
            f'CREATE POLICY "{table}_tenant" ON "{table}" '
            f"USING (practice_id = {POLICY}) WITH CHECK (practice_id = {POLICY})"
        )
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{_name(table, "tenant_uq")}" UNIQUE (practice_id, "{key}")'

    def backward_sql(self, model: type[models.Model]) -> Iterator[str]:
        table = model._meta.db_table
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT "{_name(table, "tenant_uq")}"'
        yield f'DROP POLICY "{table}_tenant" ON "{table}"'
        yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'


def _add_keys(model: type[models.Model]) -> Iterator[str]:
    for field in tenant_foreign_keys(model):
        yield add_tenant_key_sql(model, field)


def _drop_keys(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    for field in tenant_foreign_keys(model):
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT "{tenant_key_name(table, field.column)}"'


class TenantKeys(_ForModels):
    """Adds only the composite foreign keys, given as "Model.field", for a key added by a later migration."""

    def forward_sql(self, model: type[models.Model]) -> Iterator[str]:
        for field in self._fields(model):
            yield add_tenant_key_sql(model, field)

    def backward_sql(self, model: type[models.Model]) -> Iterator[str]:
        for field in self._fields(model):
            yield f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{self._key_name(model, field)}"'

    def _run(self, app_label: str, editor: BaseDatabaseSchemaEditor, apps: Apps, *, forwards: bool) -> None:
        for name in sorted({dotted.split(".")[0] for dotted in self.model_names}):
            model = apps.get_model(app_label, name)
            for statement in self.forward_sql(model) if forwards else self.backward_sql(model):
                editor.execute(statement)

    def _fields(self, model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
        wanted = {d.split(".")[1] for d in self.model_names if d.split(".")[0].lower() == model._meta.model_name}
        return [field for field in tenant_foreign_keys(model) if field.name in wanted]

    @staticmethod
    def _key_name(model: type[models.Model], field: "models.ForeignKey[Any, Any]") -> str:
        return tenant_key_name(model._meta.db_table, field.column)


class OneKeyEach(_ForModels):
    """Drops Django's own foreign key where the composite one says the same and more: one check a row, not two.

    For tables that are written by the thousand; every row's check costs more than writing it. Django's picture of the
    schema stays, so that `tenant_foreign_keys` goes on naming the composite keys.
    """

    def forward_sql(self, model: type[models.Model]) -> Iterator[str]:
        table = model._meta.db_table
        columns = ", ".join(f"'{field.column}'" for field in tenant_foreign_keys(model))
        yield f"""
            DO $$ DECLARE single name; BEGIN
                FOR single IN
                    SELECT DISTINCT own.conname FROM pg_constraint own
                    JOIN pg_constraint composite ON composite.conrelid = own.conrelid AND composite.contype = 'f'
                        AND cardinality(composite.conkey) = 2 AND own.conkey[1] = ANY (composite.conkey)
                    JOIN pg_attribute col ON col.attrelid = own.conrelid AND col.attnum = own.conkey[1]
                    WHERE own.conrelid = 'public.{table}'::regclass AND own.contype = 'f'
                        AND cardinality(own.conkey) = 1 AND col.attname IN ({columns})
                LOOP
                    EXECUTE 'ALTER TABLE public.{table} DROP CONSTRAINT ' || quote_ident(single);
                END LOOP;
            END $$"""  # noqa: S608 - names of our own tables and columns

    def backward_sql(self, model: type[models.Model]) -> Iterator[str]:
        table = model._meta.db_table
        for field in tenant_foreign_keys(model):
            parent = field.related_model._meta
            yield (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{_name(table, f"{field.column}_fk")}" FOREIGN KEY '
                f'("{field.column}") REFERENCES "{parent.db_table}" ("{field.target_field.column}") '
                "DEFERRABLE INITIALLY DEFERRED"
            )


class AppendOnly(_ForModels):
    """Rows are written once. The application role loses the right, and a trigger refuses every other role.

    The one way through is a maintenance session of the table's owner: `SET claimcenter.maintenance = 'on'`.
    """

    def forward_sql(self, model: type[models.Model]) -> Iterator[str]:
        table = model._meta.db_table
        yield f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}'
        yield (
            f'CREATE TRIGGER "{_name(table, "append_only")}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION public.claimcenter_refuse_change()"
        )

    def backward_sql(self, model: type[models.Model]) -> Iterator[str]:
        table = model._meta.db_table
        yield f'DROP TRIGGER "{_name(table, "append_only")}" ON "{table}"'
        yield f'GRANT UPDATE, DELETE ON "{table}" TO {APP_ROLE}'


def tenant_foreign_keys(model: type[models.Model]) -> "list[models.ForeignKey[Any, Any]]":
    """The constrained foreign keys of a model to another tenant model (not to global tables, not in event tables)."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey)
        and getattr(field, "db_constraint", True)
        and is_tenant_model(field.related_model)
    ]


def is_tenant_model(model: Any) -> bool:
    """Whether a model's rows belong to one practice: it has a `practice` column of its own."""
    if model._meta.label_lower == "practice.membership":
        return False  # global: it says which practices a person may choose
    return any(field.column == "practice_id" for field in model._meta.local_concrete_fields)


def tenant_key_name(table: str, column: str) -> str:
    """The name of the composite foreign key that stands beside Django's."""
    return _name(table, f"{column}_tenant_fk")


def add_tenant_key_sql(model: type[models.Model], field: "models.ForeignKey[Any, Any]") -> str:
    """FOREIGN KEY (practice_id, column) to the parent's (practice_id, id), checked at commit."""
    table, parent = model._meta.db_table, field.related_model._meta
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{tenant_key_name(table, field.column)}" '
        f'FOREIGN KEY (practice_id, "{field.column}") '
        f'REFERENCES "{parent.db_table}" (practice_id, "{field.target_field.column}") DEFERRABLE INITIALLY DEFERRED'
    )


def _pk(model: type[models.Model]) -> str:
    pk = model._meta.pk
    if pk is None:
        raise ValueError(f"{model._meta.label} has no primary key")
    return str(pk.column)


def _name(table: str, suffix: str) -> str:
    # PostgreSQL cuts names at 63 bytes silently; two long tables could then collide.
    name = f"{table}_{suffix}"
    if len(name) > 63:
        raise ValueError(f"The name {name} is longer than PostgreSQL's 63 characters.")
    return name
