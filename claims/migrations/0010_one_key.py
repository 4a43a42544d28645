from django.db import migrations

from claimcenter.practice.operations import OneKeyEach


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_eob_page")]

    operations = [
        OneKeyEach(
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
    ]
