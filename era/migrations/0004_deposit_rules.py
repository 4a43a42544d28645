"""Deposits pay remittances to the cent; the account with a payer is what its posted remittances carried (PLB).

Both rules speak at the commit, so that several matches, or a posting with its entries, are judged as a whole. Their
functions lock the deposit (the remittance) first, so that two transactions are judged one after the other, and run as
the tables' owner: at the commit the tenant may be unset already, and row security would hide every row.
"""

from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables

DEPOSIT_FACTS = """
CREATE TRIGGER era_deposit_facts BEFORE UPDATE ON era_deposit FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts('payer_id', 'removed_at', 'removed_by_id', 'removed_reason', 'version');
REVOKE DELETE, TRUNCATE ON era_deposit FROM claimcenter_app;
REVOKE UPDATE, TRUNCATE ON era_depositmatch FROM claimcenter_app;
"""
DEPOSIT_FACTS_BACK = """
GRANT UPDATE ON era_depositmatch TO claimcenter_app;
GRANT DELETE ON era_deposit TO claimcenter_app;
DROP TRIGGER era_deposit_facts ON era_deposit;
"""

DEPOSIT_PAYS = """
CREATE FUNCTION public.era_check_deposit(tenant bigint, subject bigint) RETURNS void
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

CREATE FUNCTION public.era_deposit_pays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject bigint;
BEGIN
    IF TG_TABLE_NAME = 'era_deposit' THEN
        PERFORM public.era_check_deposit(NEW.practice_id, NEW.id);
    ELSIF TG_TABLE_NAME = 'era_depositmatch' THEN
        IF TG_OP <> 'INSERT' THEN PERFORM public.era_check_deposit(OLD.practice_id, OLD.deposit_id); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM public.era_check_deposit(NEW.practice_id, NEW.deposit_id); END IF;
    ELSE
        FOR subject IN SELECT m.deposit_id FROM public.era_depositmatch m
            WHERE m.practice_id = NEW.practice_id AND m.remittance_id = NEW.id
        LOOP
            PERFORM public.era_check_deposit(NEW.practice_id, subject);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.era_check_deposit(bigint, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.era_deposit_pays() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER era_depositmatch_pays AFTER INSERT OR UPDATE OR DELETE ON era_depositmatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.era_deposit_pays();
CREATE CONSTRAINT TRIGGER era_deposit_pays AFTER UPDATE OF amount, payer_id, removed_at ON era_deposit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.era_deposit_pays();
CREATE CONSTRAINT TRIGGER era_remittance_deposit AFTER UPDATE OF payer_id ON era_remittance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.payer_id IS DISTINCT FROM NEW.payer_id)
    EXECUTE FUNCTION public.era_deposit_pays();
"""
DEPOSIT_PAYS_BACK = """
DROP TRIGGER era_remittance_deposit ON era_remittance;
DROP TRIGGER era_deposit_pays ON era_deposit;
DROP TRIGGER era_depositmatch_pays ON era_depositmatch;
DROP FUNCTION public.era_deposit_pays();
DROP FUNCTION public.era_check_deposit(bigint, bigint);
"""

ACCOUNT = """
CREATE FUNCTION public.era_account_entry_fits() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.reverses_id IS NULL THEN
        PERFORM 1 FROM public.era_provideradjustment p
            WHERE p.practice_id = NEW.practice_id AND p.id = NEW.provider_adjustment_id
                AND p.remittance_id = NEW.remittance_id AND p.amount = NEW.amount;
    ELSE
        PERFORM 1 FROM public.era_payeraccountentry original
            WHERE original.practice_id = NEW.practice_id AND original.id = NEW.reverses_id
                AND original.reverses_id IS NULL AND original.amount = -NEW.amount
                AND original.remittance_id = NEW.remittance_id
                AND original.provider_adjustment_id = NEW.provider_adjustment_id;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An entry of the account with a payer is a PLB amount as received, or takes one entry back.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payer_account_entry_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER era_payeraccountentry_fits BEFORE INSERT ON era_payeraccountentry
    FOR EACH ROW EXECUTE FUNCTION public.era_account_entry_fits();

CREATE FUNCTION public.era_account_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject bigint;
    is_posted boolean;
BEGIN
    subject := CASE TG_TABLE_NAME WHEN 'era_remittance' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'remittance_id')::bigint END;
    SELECT r.state = 'posted' INTO is_posted FROM public.era_remittance r
        WHERE r.practice_id = NEW.practice_id AND r.id = subject FOR NO KEY UPDATE;
    PERFORM 1 FROM public.era_provideradjustment p
        LEFT JOIN public.era_payeraccountentry e
            ON e.practice_id = p.practice_id AND e.provider_adjustment_id = p.id
        WHERE p.practice_id = NEW.practice_id AND p.remittance_id = subject
        GROUP BY p.id, p.amount
        HAVING COALESCE(sum(e.amount), 0) <> CASE WHEN is_posted THEN p.amount ELSE 0 END;
    IF FOUND THEN
        RAISE EXCEPTION 'What a posted payment carried beside its claims stands in the account with the payer, once.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payer_account_agrees';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.era_account_agrees() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER era_payeraccountentry_agrees AFTER INSERT ON era_payeraccountentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.era_account_agrees();
CREATE CONSTRAINT TRIGGER era_remittance_account AFTER UPDATE OF state ON era_remittance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION public.era_account_agrees();
"""
ACCOUNT_BACK = """
DROP TRIGGER era_remittance_account ON era_remittance;
DROP TRIGGER era_payeraccountentry_agrees ON era_payeraccountentry;
DROP FUNCTION public.era_account_agrees();
DROP TRIGGER era_payeraccountentry_fits ON era_payeraccountentry;
DROP FUNCTION public.era_account_entry_fits();
"""

# Last: nothing may be altered after rows with deferred checks were written. What was posted before has its entries too.
POSTED_SO_FAR = """
INSERT INTO era_payeraccountentry
    (practice_id, remittance_id, provider_adjustment_id, amount, booked_on, entered_by_id, entered_at)
SELECT r.practice_id, r.id, p.id, p.amount, COALESCE(r.payment_date, r.posted_at::date), r.posted_by_id, r.posted_at
FROM era_remittance r
JOIN era_provideradjustment p ON p.practice_id = r.practice_id AND p.remittance_id = r.id
WHERE r.state = 'posted' AND p.amount <> 0
ORDER BY p.id
"""

TABLES = ["Deposit", "DepositEvent", "DepositMatch", "DepositMatchEvent", "PayerAccountEntry"]


class Migration(migrations.Migration):
    dependencies = [("era", "0003_deposits")]

    operations = [
        TenantTables(*TABLES),
        AppendOnly("DepositEvent", "DepositMatchEvent", "PayerAccountEntry"),
        migrations.RunSQL(DEPOSIT_FACTS, DEPOSIT_FACTS_BACK),
        migrations.RunSQL(DEPOSIT_PAYS, DEPOSIT_PAYS_BACK),
        migrations.RunSQL(ACCOUNT, ACCOUNT_BACK),
        migrations.RunSQL(POSTED_SO_FAR, migrations.RunSQL.noop),
    ]
