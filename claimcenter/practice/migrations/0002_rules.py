"""The floor's rules in PostgreSQL: tenancy, append-only tables, key look-up."""

from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables

# Whether all migrations are applied is the application's to read (readyz), not to say.
MIGRATIONS = "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM claimcenter_app"

# The one way through is a maintenance session of the role that owns the table.
REFUSE_CHANGE = """
CREATE FUNCTION public.claimcenter_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF current_setting('claimcenter.maintenance', true) = 'on'
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Rows of % are written once: % is refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# Finding the practice of a key needs a look across practices; it answers with ids only.
FIND_KEY = """
CREATE FUNCTION public.practice_find_api_key(wanted bytea)
RETURNS TABLE (key_id bigint, practice_id bigint, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.id, k.practice_id, k.user_id FROM public.practice_apikey k
    WHERE k.key_hash = wanted AND k.revoked_at IS NULL
$$;
REVOKE ALL ON FUNCTION public.practice_find_api_key(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.practice_find_api_key(bytea) TO claimcenter_app;
"""

EVENTS = ["OrganizationEvent", "FacilityEvent", "ProviderEvent", "ServiceCodeEvent", "PracticeSettingsEvent"]


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_initial")]

    operations = [
        migrations.RunSQL(MIGRATIONS, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION public.claimcenter_refuse_change()"),
        migrations.RunSQL(FIND_KEY, "DROP FUNCTION public.practice_find_api_key(bytea)"),
        TenantTables(
            "Organization",
            "Facility",
            "Provider",
            "ServiceCode",
            "PracticeSettings",
            "ControlNumber",
            "ApiKey",
            "StoredFile",
            "StoredChunk",
            "Draft",
            "AuditEvent",
            "AuditLink",
            *EVENTS,
        ),
        AppendOnly("StoredFile", "StoredChunk", "AuditEvent", "AuditLink", *EVENTS),
    ]
