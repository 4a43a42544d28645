from django.db import migrations

from claimcenter.practice.operations import AppendOnly, TenantTables


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("insurance", "0002_plan_rules"), ("clients", "0002_rules")]

    operations = [
        TenantTables(
            "Claim",
            "ClaimDiagnosis",
            "ClaimLine",
            "ClaimEvent",
            "SecondaryDecision",
            "Adjudication",
            "AdjudicationLine",
            "Adjustment",
            "PriorPayerAdjudication",
            "PriorLineAdjudication",
            "PriorAdjustment",
            "LedgerEntry",
            "ChargeLineBalance",
            "Submission",
        ),
        AppendOnly("ClaimEvent", "SecondaryDecision", "LedgerEntry"),
    ]
