"""The app's rules in PostgreSQL: tenancy, append-only tables, facts that never change, two looks across practices."""

from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables

# What was received never changes; what was decided about it stands in the columns named here.
IMMUTABLE_FACTS = """
CREATE FUNCTION public.era_refuse_changed_facts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'What was received in % never changes.', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

REMITTANCE_FACTS = """
CREATE TRIGGER era_remittance_facts BEFORE UPDATE ON era_remittance FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts(
    'payer_id', 'state', 'hold', 'state_reason', 'duplicate_of_id', 'part_of_id', 'released_at', 'released_by_id',
    'release_reason', 'posted_at', 'posted_by_id', 'undone_at', 'undone_by_id');
"""

FILE_FACTS = """
CREATE TRIGGER era_erafile_facts BEFORE UPDATE ON era_erafile FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts('state', 'disposition', 'problems', 'problem_count', 'claims_read');
"""

MATCH_FACTS = """
CREATE TRIGGER era_claimmatch_facts BEFORE UPDATE ON era_claimmatch FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts(
    'state', 'claim_id', 'how', 'reason_code', 'reason', 'adjudication_id', 'reverses_id', 'settled_with_id',
    'decided_by_id', 'decided_at');
"""

NO_DELETE = "REVOKE DELETE, TRUNCATE ON era_remittance, era_erafile, era_claimmatch, era_erajob FROM claimcenter_app"
DELETE_AGAIN = "GRANT DELETE ON era_remittance, era_erafile, era_claimmatch, era_erajob TO claimcenter_app"

# Whether a payee is another practice of this installation: yes or no, and nothing else.
PAYEE_ELSEWHERE = """
CREATE FUNCTION public.era_payee_elsewhere(wanted text[], own bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.practice_organization o WHERE o.practice_id <> own AND o.npi = ANY (wanted))
        OR EXISTS (SELECT 1 FROM public.practice_provider p WHERE p.practice_id <> own AND p.npi = ANY (wanted))
        OR EXISTS (
            SELECT 1 FROM public.era_payeeidentifier i WHERE i.practice_id <> own AND i.identifier = ANY (wanted))
$$;
REVOKE ALL ON FUNCTION public.era_payee_elsewhere(text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.era_payee_elsewhere(text[], bigint) TO claimcenter_app;
"""

# Which jobs nobody works on: ids only, for the sweep that runs for all practices.
IDLE_JOBS = """
CREATE FUNCTION public.era_idle_jobs(moment timestamptz) RETURNS TABLE (practice_id bigint, job_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT j.practice_id, j.id FROM public.era_erajob j
    WHERE j.state = 'waiting' OR (j.state = 'running' AND j.lease_until < moment) ORDER BY j.id
$$;
REVOKE ALL ON FUNCTION public.era_idle_jobs(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.era_idle_jobs(timestamptz) TO claimcenter_app;
"""

TABLES = [
    "EraFile",
    "EraJob",
    "PayeeIdentifier",
    "Remittance",
    "RemittanceClaim",
    "RemittanceLine",
    "RemittanceAdjustment",
    "ProviderAdjustment",
    "ClaimMatch",
]
AS_RECEIVED = [
    "PayeeIdentifier",
    "RemittanceClaim",
    "RemittanceLine",
    "RemittanceAdjustment",
    "ProviderAdjustment",
]


class Migration(migrations.Migration):
    dependencies = [("era", "0001_initial")]

    operations = [
        TenantTables(*TABLES),
        AppendOnly(*AS_RECEIVED),
        migrations.RunSQL(IMMUTABLE_FACTS, "DROP FUNCTION public.era_refuse_changed_facts()"),
        migrations.RunSQL(REMITTANCE_FACTS, "DROP TRIGGER era_remittance_facts ON era_remittance"),
        migrations.RunSQL(FILE_FACTS, "DROP TRIGGER era_erafile_facts ON era_erafile"),
        migrations.RunSQL(MATCH_FACTS, "DROP TRIGGER era_claimmatch_facts ON era_claimmatch"),
        migrations.RunSQL(NO_DELETE, DELETE_AGAIN),
        migrations.RunSQL(PAYEE_ELSEWHERE, "DROP FUNCTION public.era_payee_elsewhere(text[], bigint)"),
        migrations.RunSQL(IDLE_JOBS, "DROP FUNCTION public.era_idle_jobs(timestamptz)"),
    ]
