from django.db import migrations, models

# The sweep looks across practices and learns ids, nothing else.
TO_AUTO_FILE = """
CREATE FUNCTION public.claims_to_auto_file(most integer) RETURNS TABLE (practice_id bigint, claim_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT claim.practice_id, claim.id
    FROM public.practice_practicesettings settings
    JOIN public.claims_claim claim ON claim.practice_id = settings.practice_id
    WHERE settings.auto_file_claims AND claim.stage = 'pending' AND claim.waiting_on = '' AND claim.result = ''
        AND NOT claim.is_offline AND claim.auto_checked_version <> claim.version
    ORDER BY claim.practice_id, claim.id
    LIMIT most
$$;
REVOKE ALL ON FUNCTION public.claims_to_auto_file(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.claims_to_auto_file(integer) TO claimcenter_app;
"""
TO_AUTO_FILE_BACK = "DROP FUNCTION public.claims_to_auto_file(integer);"


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_unsent")]

    operations = [
        migrations.AddField("claim", "auto_checked_version", models.PositiveIntegerField(default=0, editable=False)),
        migrations.RunSQL(TO_AUTO_FILE, TO_AUTO_FILE_BACK),
    ]
