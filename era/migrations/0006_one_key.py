from django.db import migrations

from claimcenter.practice.operations import OneKeyEach

# As before, but looked at only where a column that never changes is written to: not for each row that is posted.
MATCH_FACTS = """
DROP TRIGGER era_claimmatch_facts ON era_claimmatch;
CREATE TRIGGER era_claimmatch_facts BEFORE UPDATE {of} ON era_claimmatch FOR EACH ROW
EXECUTE FUNCTION public.era_refuse_changed_facts(
    'state', 'claim_id', 'how', 'reason_code', 'reason', 'adjudication_id', 'reverses_id', 'settled_with_id',
    'decided_by_id', 'decided_at');
"""


class Migration(migrations.Migration):
    dependencies = [("era", "0005_taken_back")]

    operations = [
        OneKeyEach("RemittanceClaim", "RemittanceLine", "RemittanceAdjustment", "ClaimMatch"),
        migrations.RunSQL(
            MATCH_FACTS.format(of="OF id, practice_id, remittance_id, remittance_claim_id"), MATCH_FACTS.format(of="")
        ),
    ]
