from django.db import migrations

# The sweep looks across practices and learns ids, nothing else.
UNSENT = """
CREATE FUNCTION public.claims_unsent(most integer) RETURNS TABLE (practice_id bigint, submission_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT submission.practice_id, submission.id FROM public.claims_submission submission
    WHERE submission.sent_at IS NULL
    ORDER BY submission.practice_id, submission.id
    LIMIT most
$$;
REVOKE ALL ON FUNCTION public.claims_unsent(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.claims_unsent(integer) TO claimcenter_app;
"""
UNSENT_BACK = "DROP FUNCTION public.claims_unsent(integer);"


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_rules")]

    operations = [migrations.RunSQL(UNSENT, UNSENT_BACK)]
