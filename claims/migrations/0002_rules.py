"""What PostgreSQL holds of the claims app's rules: tenancy, one live claim, immutable facts, the ledger's balance."""

from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables

# `position` and `live` of a claim line are those of its claim, always: the unique constraint on (charge line, position)
# where live then says "one live claim per position" over both tables.
LIVE = """
ALTER TABLE claims_claim ADD CONSTRAINT claims_claim_position_live_uq UNIQUE (practice_id, id, position, live);
ALTER TABLE claims_claimline ADD CONSTRAINT claims_claimline_position_live_fk
    FOREIGN KEY (practice_id, claim_id, position, live)
    REFERENCES claims_claim (practice_id, id, position, live) ON UPDATE CASCADE;
"""
LIVE_BACK = """
ALTER TABLE claims_claimline DROP CONSTRAINT claims_claimline_position_live_fk;
ALTER TABLE claims_claim DROP CONSTRAINT claims_claim_position_live_uq;
"""

# A decision stands on the stage it was taken in, whatever changed the stage: a verb, .update(), the admin, raw SQL.
# And it is a decision about this claim, never about another one.
DECISION = """
CREATE FUNCTION public.claims_clear_decision() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.current_decision_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_claim_clear_decision BEFORE UPDATE OF stage ON claims_claim
    FOR EACH ROW WHEN (NEW.stage IS DISTINCT FROM OLD.stage) EXECUTE FUNCTION public.claims_clear_decision();
ALTER TABLE claims_secondarydecision ADD CONSTRAINT claims_secondarydecision_of_claim_uq UNIQUE (id, claim_id);
ALTER TABLE claims_claim ADD CONSTRAINT claims_claim_own_decision_fk
    FOREIGN KEY (current_decision_id, id) REFERENCES claims_secondarydecision (id, claim_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
DECISION_BACK = """
ALTER TABLE claims_claim DROP CONSTRAINT claims_claim_own_decision_fk;
ALTER TABLE claims_secondarydecision DROP CONSTRAINT claims_secondarydecision_of_claim_uq;
DROP TRIGGER claims_claim_clear_decision ON claims_claim;
DROP FUNCTION public.claims_clear_decision();
"""

# Facts stay as they came: the application may update the named columns only, and a trigger refuses every other role.
FACTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON claims_adjudication FROM claimcenter_app;
GRANT UPDATE (state, posted_at, ended_at) ON claims_adjudication TO claimcenter_app;
CREATE TRIGGER claims_adjudication_facts BEFORE UPDATE OF
    id, practice_id, claim_id, source, source_label, claim_status_code, charge, paid, reported_patient_responsibility,
    adjudicated_on, trace_number, payer_claim_control_number, forwarded_to, corrected_priority_payer, remarks, moa,
    created_by_id, created_at OR DELETE OR TRUNCATE ON claims_adjudication
    FOR EACH STATEMENT EXECUTE FUNCTION public.claimcenter_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON claims_submission FROM claimcenter_app;
GRANT UPDATE (sent_at) ON claims_submission TO claimcenter_app;
CREATE TRIGGER claims_submission_facts BEFORE UPDATE OF
    id, practice_id, claim_id, ordinal, patient_control_number, frequency_code, interchange_control_number,
    group_control_number, file_id, transport, transport_reference, idempotency_key, override_reason, waived_edits,
    filed_by_id, filed_at OR DELETE OR TRUNCATE ON claims_submission
    FOR EACH STATEMENT EXECUTE FUNCTION public.claimcenter_refuse_change();
"""
FACTS_BACK = """
DROP TRIGGER claims_submission_facts ON claims_submission;
GRANT UPDATE, DELETE ON claims_submission TO claimcenter_app;
DROP TRIGGER claims_adjudication_facts ON claims_adjudication;
GRANT UPDATE, DELETE ON claims_adjudication TO claimcenter_app;
"""

# What was sent to a payer about a charge line is what every later claim of the chain repeats.
FILED_LINES = """
CREATE FUNCTION public.claims_refuse_filed_charge_line() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.claims_claimline line
        JOIN public.claims_submission sent ON sent.claim_id = line.claim_id
        WHERE line.charge_line_id = OLD.id AND line.live
    ) THEN
        RAISE EXCEPTION 'Charge line % is on a claim that was filed.', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_line_filed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clients_chargeline_filed
    BEFORE UPDATE OF client_id, appointment_id, date_of_service, procedure, units, charge, line_control_number, removed_at
    ON clients_chargeline FOR EACH ROW
    WHEN ((OLD.client_id, OLD.appointment_id, OLD.date_of_service, OLD.procedure, OLD.units, OLD.charge,
           OLD.line_control_number, OLD.removed_at)
        IS DISTINCT FROM (NEW.client_id, NEW.appointment_id, NEW.date_of_service, NEW.procedure, NEW.units, NEW.charge,
           NEW.line_control_number, NEW.removed_at))
    EXECUTE FUNCTION public.claims_refuse_filed_charge_line();
"""
FILED_LINES_BACK = """
DROP TRIGGER clients_chargeline_filed ON clients_chargeline;
DROP FUNCTION public.claims_refuse_filed_charge_line();
"""

# The balance of a charge line is kept beside its ledger, for a whole statement's entries at once; nobody else writes it.
BALANCE = """
CREATE FUNCTION public.claims_keep_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.claims_chargelinebalance AS kept
        (practice_id, charge_line_id, charge, insurer_1, insurer_2, insurer_3, patient, insurance_paid, adjusted,
         patient_paid)
    SELECT practice_id, charge_line_id,
        -COALESCE(sum(amount) FILTER (WHERE bucket = 'charges'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'insurer_1'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'insurer_2'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'insurer_3'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'patient'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'insurance_paid'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'adjusted'), 0),
        COALESCE(sum(amount) FILTER (WHERE bucket = 'patient_paid'), 0)
    FROM (
        SELECT practice_id, charge_line_id, moved_to AS bucket, amount FROM written
        UNION ALL
        SELECT practice_id, charge_line_id, moved_from, -amount FROM written
    ) AS moved
    GROUP BY practice_id, charge_line_id
    ORDER BY charge_line_id
    ON CONFLICT (charge_line_id) DO UPDATE SET
        charge = kept.charge + excluded.charge,
        insurer_1 = kept.insurer_1 + excluded.insurer_1,
        insurer_2 = kept.insurer_2 + excluded.insurer_2,
        insurer_3 = kept.insurer_3 + excluded.insurer_3,
        patient = kept.patient + excluded.patient,
        insurance_paid = kept.insurance_paid + excluded.insurance_paid,
        adjusted = kept.adjusted + excluded.adjusted,
        patient_paid = kept.patient_paid + excluded.patient_paid;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.claims_keep_balance() FROM PUBLIC;
CREATE TRIGGER claims_ledgerentry_balance AFTER INSERT ON claims_ledgerentry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.claims_keep_balance();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON claims_chargelinebalance FROM claimcenter_app;
"""
BALANCE_BACK = """
GRANT INSERT, UPDATE, DELETE ON claims_chargelinebalance TO claimcenter_app;
DROP TRIGGER claims_ledgerentry_balance ON claims_ledgerentry;
DROP FUNCTION public.claims_keep_balance();
"""

# The sweep looks across practices and learns ids, nothing else.
SWEEP = """
CREATE FUNCTION public.claims_undecided(most integer) RETURNS TABLE (practice_id bigint, claim_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT claim.practice_id, claim.id FROM public.claims_claim claim
    WHERE claim.stage = 'completed' AND claim.current_decision_id IS NULL AND claim.position < 3
    ORDER BY claim.practice_id, claim.id
    LIMIT most
$$;
CREATE FUNCTION public.claims_payable(today date, most integer) RETURNS TABLE (practice_id bigint, claim_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT claim.practice_id, claim.id FROM public.claims_claim claim
    WHERE claim.stage = 'pending' AND claim.waiting_on = 'payment_date' AND claim.waiting_until <= today
    ORDER BY claim.practice_id, claim.id
    LIMIT most
$$;
REVOKE ALL ON FUNCTION public.claims_undecided(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.claims_payable(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.claims_undecided(integer) TO claimcenter_app;
GRANT EXECUTE ON FUNCTION public.claims_payable(date, integer) TO claimcenter_app;
"""
SWEEP_BACK = """
DROP FUNCTION public.claims_undecided(integer);
DROP FUNCTION public.claims_payable(date, integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_initial"),
        ("practice", "0002_rules"),
        ("clients", "0002_rules"),
        ("insurance", "0002_plan_rules"),
    ]

    operations = [
        TenantTables(
            "Claim",
            "SecondaryDecision",
            "ClaimDiagnosis",
            "ClaimLine",
            "ClaimEvent",
            "Submission",
            "Adjudication",
            "AdjudicationLine",
            "Adjustment",
            "PriorPayerAdjudication",
            "PriorLineAdjudication",
            "PriorAdjustment",
            "LedgerEntry",
            "ChargeLineBalance",
        ),
        AppendOnly("ClaimEvent", "SecondaryDecision", "LedgerEntry", "AdjudicationLine", "Adjustment"),
        migrations.RunSQL(LIVE, LIVE_BACK),
        migrations.RunSQL(DECISION, DECISION_BACK),
        migrations.RunSQL(FACTS, FACTS_BACK),
        migrations.RunSQL(FILED_LINES, FILED_LINES_BACK),
        migrations.RunSQL(BALANCE, BALANCE_BACK),
        migrations.RunSQL(SWEEP, SWEEP_BACK),
    ]
