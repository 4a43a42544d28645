from django.db import migrations, models

# The status page counts across practices and learns numbers and one time, nothing else. While the unique index stands,
# PostgreSQL itself holds "at most one live next claim"; only where it is gone are the claims counted.
GAP = """
CREATE FUNCTION public.claims_gap()
RETURNS TABLE (undecided bigint, oldest timestamptz, doubled bigint, held_by_index boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT count(*), min(claim.completed_at) INTO undecided, oldest FROM public.claims_claim claim
    WHERE claim.stage = 'completed' AND claim.current_decision_id IS NULL AND claim.position < 3;
    SELECT EXISTS (
        SELECT FROM pg_index WHERE indexrelid = to_regclass('public.one_live_next_claim') AND indisunique AND indisvalid
    ) INTO held_by_index;
    doubled := 0;
    IF NOT held_by_index THEN
        SELECT count(*) INTO doubled FROM (
            SELECT FROM public.claims_claim claim WHERE claim.live AND claim.previous_claim_id IS NOT NULL
            GROUP BY claim.previous_claim_id, claim.position HAVING count(*) > 1) AS twice;
    END IF;
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION public.claims_gap() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.claims_gap() TO claimcenter_app;
"""
GAP_BACK = "DROP FUNCTION public.claims_gap();"


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_auto_file")]

    operations = [
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["practice", "payer", "filed_at"],
                name="claim_at_payer",
                condition=models.Q(stage="processing"),
            ),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["practice", "created_at"],
                name="claim_next_pending",
                condition=models.Q(stage="pending", position__gt=1),
            ),
        ),
        migrations.RunSQL(GAP, GAP_BACK),
    ]
