import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# A deposit for which no remittance comes is settled with the reason, and then pays none.
SETTLED = """
CREATE OR REPLACE FUNCTION public.era_check_deposit(tenant bigint, subject bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deposit public.era_deposit;
    matched record;
BEGIN
    SELECT * INTO deposit FROM public.era_deposit d
        WHERE d.practice_id = tenant AND d.id = subject FOR NO KEY UPDATE;
    SELECT count(*) AS number, sum(r.amount) AS amount,
        bool_and(COALESCE(r.payer_id = deposit.payer_id, false)) AS of_its_payer
        INTO matched
        FROM public.era_depositmatch m
        JOIN public.era_remittance r ON r.practice_id = m.practice_id AND r.id = m.remittance_id
        WHERE m.practice_id = tenant AND m.deposit_id = subject;
    IF matched.number = 0 THEN
        RETURN;
    END IF;
    IF deposit.removed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A deposit that was removed pays nothing.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_removed_pays_nothing';
    END IF;
    IF deposit.settled_at IS NOT NULL THEN
        RAISE EXCEPTION 'A deposit that was settled without a remittance pays none.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_settled_pays_nothing';
    END IF;
    IF matched.amount <> deposit.amount THEN
        RAISE EXCEPTION 'The remittances of a deposit come to its amount.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_pays_to_the_cent';
    END IF;
    IF NOT matched.of_its_payer THEN
        RAISE EXCEPTION 'A deposit pays remittances of its own payer.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_of_one_payer';
    END IF;
END $$;
DROP TRIGGER era_deposit_facts ON era_deposit;
CREATE TRIGGER era_deposit_facts BEFORE UPDATE ON era_deposit FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts(
    'payer_id', 'removed_at', 'removed_by_id', 'removed_reason', 'settled_at', 'settled_by_id', 'settled_reason', 'version');
DROP TRIGGER era_deposit_pays ON era_deposit;
CREATE CONSTRAINT TRIGGER era_deposit_pays AFTER UPDATE OF amount, payer_id, removed_at, settled_at ON era_deposit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.era_deposit_pays();
"""
SETTLED_BACK = """
CREATE OR REPLACE FUNCTION public.era_check_deposit(tenant bigint, subject bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deposit public.era_deposit;
    matched record;
BEGIN
    SELECT * INTO deposit FROM public.era_deposit d
        WHERE d.practice_id = tenant AND d.id = subject FOR NO KEY UPDATE;
    SELECT count(*) AS number, sum(r.amount) AS amount,
        bool_and(COALESCE(r.payer_id = deposit.payer_id, false)) AS of_its_payer
        INTO matched
        FROM public.era_depositmatch m
        JOIN public.era_remittance r ON r.practice_id = m.practice_id AND r.id = m.remittance_id
        WHERE m.practice_id = tenant AND m.deposit_id = subject;
    IF matched.number = 0 THEN
        RETURN;
    END IF;
    IF deposit.removed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A deposit that was removed pays nothing.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_removed_pays_nothing';
    END IF;
    IF matched.amount <> deposit.amount THEN
        RAISE EXCEPTION 'The remittances of a deposit come to its amount.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_pays_to_the_cent';
    END IF;
    IF NOT matched.of_its_payer THEN
        RAISE EXCEPTION 'A deposit pays remittances of its own payer.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deposit_of_one_payer';
    END IF;
END $$;
DROP TRIGGER era_deposit_facts ON era_deposit;
CREATE TRIGGER era_deposit_facts BEFORE UPDATE ON era_deposit FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts(
    'payer_id', 'removed_at', 'removed_by_id', 'removed_reason', 'version');
DROP TRIGGER era_deposit_pays ON era_deposit;
CREATE CONSTRAINT TRIGGER era_deposit_pays AFTER UPDATE OF amount, payer_id, removed_at ON era_deposit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.era_deposit_pays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("era", "0006_one_key"),
        ("insurance", "0002_plan_rules"),
        ("practice", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="deposit",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="deposit",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="deposit",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="deposit",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deposit",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deposit",
            name="settled_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="depositevent",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="depositevent",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="depositevent",
            name="settled_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deposit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "era_depositevent" ("amount", "bank_reference", "deposited_on", "how", "id", "note", "originating_id", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "record_key", "recorded_at", "recorded_by_id", "removed_at", "removed_by_id", "removed_reason", "settled_at", "settled_by_id", "settled_reason", "trace_number", "version") VALUES (NEW."amount", NEW."bank_reference", NEW."deposited_on", NEW."how", NEW."id", NEW."note", NEW."originating_id", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."record_key", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."removed_by_id", NEW."removed_reason", NEW."settled_at", NEW."settled_by_id", NEW."settled_reason", NEW."trace_number", NEW."version"); RETURN NULL;',
                    hash="bee1ae83a5fd45838c089558205bcc5b559161f7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_670fe",
                    table="era_deposit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deposit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "era_depositevent" ("amount", "bank_reference", "deposited_on", "how", "id", "note", "originating_id", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "record_key", "recorded_at", "recorded_by_id", "removed_at", "removed_by_id", "removed_reason", "settled_at", "settled_by_id", "settled_reason", "trace_number", "version") VALUES (NEW."amount", NEW."bank_reference", NEW."deposited_on", NEW."how", NEW."id", NEW."note", NEW."originating_id", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."record_key", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."removed_by_id", NEW."removed_reason", NEW."settled_at", NEW."settled_by_id", NEW."settled_reason", NEW."trace_number", NEW."version"); RETURN NULL;',
                    hash="a810521e2e4e489da346f2a845b8543fc35c7f64",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8c82f",
                    table="era_deposit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deposit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "era_depositevent" ("amount", "bank_reference", "deposited_on", "how", "id", "note", "originating_id", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "record_key", "recorded_at", "recorded_by_id", "removed_at", "removed_by_id", "removed_reason", "settled_at", "settled_by_id", "settled_reason", "trace_number", "version") VALUES (OLD."amount", OLD."bank_reference", OLD."deposited_on", OLD."how", OLD."id", OLD."note", OLD."originating_id", OLD."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."record_key", OLD."recorded_at", OLD."recorded_by_id", OLD."removed_at", OLD."removed_by_id", OLD."removed_reason", OLD."settled_at", OLD."settled_by_id", OLD."settled_reason", OLD."trace_number", OLD."version"); RETURN NULL;',
                    hash="2f18bdb9c2693a8817e5b44bb1d1a02a99048123",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f9b56",
                    table="era_deposit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("settled_reason", "")),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("settled_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="deposit_settled_at_by",
            ),
        ),
        migrations.RunSQL(SETTLED, SETTLED_BACK),
    ]
