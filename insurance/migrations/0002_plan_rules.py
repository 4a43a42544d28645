"""Tenancy of the insurance app, and the rules between a client's plans that no constraint of one row can hold.

The trigger is deferred, so that a swap of positions or an ended pair is judged as a whole, and first locks the
client's row, so that two tabs are judged one after the other: whoever comes second sees what the first committed.
It runs as the tables' owner: at the commit the tenant may be unset already, and row security would hide every plan.
"""

from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables

EVENTS = ["PayerEvent", "InsurancePlanEvent"]

PLAN_RULES = """
CREATE FUNCTION public.insurance_check_plan_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject public.insurance_insuranceplan;
    blocking bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN subject := OLD; ELSE subject := NEW; END IF;
    PERFORM 1 FROM public.clients_client c
        WHERE c.practice_id = subject.practice_id AND c.id = subject.client_id FOR NO KEY UPDATE;

    IF TG_OP = 'UPDATE' AND (NEW.client_id, NEW.practice_id) IS DISTINCT FROM (OLD.client_id, OLD.practice_id) THEN
        RAISE EXCEPTION 'A plan stays with its client.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_stays_with_its_client';
    END IF;

    -- Deleted or deactivated, and still so at the end of the transaction.
    IF TG_OP <> 'INSERT' AND OLD.deactivated_at IS NULL
        AND (TG_OP = 'DELETE' OR NEW.deactivated_at IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM public.insurance_insuranceplan p
            WHERE p.practice_id = OLD.practice_id AND p.id = OLD.id AND p.deactivated_at IS NULL
        )
    THEN
        SELECT next.id INTO blocking FROM public.insurance_insuranceplan next
            WHERE next.practice_id = OLD.practice_id AND next.client_id = OLD.client_id
                AND next.deactivated_at IS NULL AND next.position = OLD.position + 1
                AND daterange(next.effective_from, next.effective_to, '[]')
                    && daterange(OLD.effective_from, OLD.effective_to, '[]')
            ORDER BY next.effective_from LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'A plan is not removed while the plan after it stands.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_after_stands', DETAIL = blocking::text;
        END IF;
    END IF;

    SELECT plan.id INTO blocking FROM public.insurance_insuranceplan plan
        WHERE plan.practice_id = subject.practice_id AND plan.client_id = subject.client_id
            AND plan.deactivated_at IS NULL AND plan.position > 1
            AND NOT EXISTS (
                SELECT 1 FROM public.insurance_insuranceplan before
                WHERE before.practice_id = plan.practice_id AND before.client_id = plan.client_id
                    AND before.deactivated_at IS NULL AND before.position = plan.position - 1
                    AND daterange(before.effective_from, before.effective_to, '[]')
                        && daterange(plan.effective_from, plan.effective_to, '[]')
            )
        ORDER BY plan.position, plan.effective_from LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'A plan needs a live plan at the position before it on at least one shared day.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_needs_the_plan_before', DETAIL = blocking::text;
    END IF;

    -- SBR05: wherever Medicare is not first, the guide wants the reason.
    SELECT plan.id INTO blocking FROM public.insurance_insuranceplan plan
        JOIN public.insurance_payer payer ON payer.practice_id = plan.practice_id AND payer.id = plan.payer_id
        WHERE plan.practice_id = subject.practice_id AND plan.client_id = subject.client_id
            AND plan.deactivated_at IS NULL AND plan.position > 1 AND plan.medicare_secondary_reason = ''
            AND payer.filing_indicator IN ('MA', 'MB')
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Where Medicare is not first, the reason is needed.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_medicare_reason_needed', DETAIL = blocking::text;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER plan_rules
    AFTER INSERT OR DELETE OR UPDATE OF practice_id, client_id, payer_id, position, effective_from, effective_to,
        deactivated_at, medicare_secondary_reason
    ON public.insurance_insuranceplan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.insurance_check_plan_rules();
"""
PLAN_RULES_BACK = """
DROP TRIGGER plan_rules ON public.insurance_insuranceplan;
DROP FUNCTION public.insurance_check_plan_rules();
"""


class Migration(migrations.Migration):
    dependencies = [("insurance", "0001_initial"), ("clients", "0002_rules")]

    operations = [
        TenantTables("Payer", "InsurancePlan", "PlanCard", *EVENTS),
        AppendOnly(*EVENTS),
        migrations.RunSQL(PLAN_RULES, PLAN_RULES_BACK),
    ]
