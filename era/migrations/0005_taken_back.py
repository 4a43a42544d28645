from django.db import migrations, models

STATES = [
    ("matched", "Matched"),
    ("suggested", "To be confirmed"),
    ("unmatched", "Matches nobody"),
    ("held", "Held"),
    ("posted", "Posted"),
    ("information", "Information only"),
    ("ignored", "Ignored"),
    ("undone", "Undone"),
    ("taken_back", "Taken back"),
]


class Migration(migrations.Migration):
    """One claim of a posted payment can be undone: a state of its own, which posting the file does not touch."""

    dependencies = [("era", "0004_deposit_rules"), ("claims", "0007_money_deed")]

    operations = [
        migrations.AlterField("claimmatch", "state", models.CharField(choices=STATES, max_length=12)),
        migrations.RemoveConstraint("claimmatch", "match_state_known"),
        migrations.AddConstraint(
            "claimmatch",
            models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _label in STATES])), name="match_state_known"
            ),
        ),
        migrations.AddConstraint(
            "claimmatch",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken_back"), _negated=True),
                    models.Q(
                        ("claim__isnull", False), ("decided_by__isnull", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="match_taken_back_names_who_and_why",
            ),
        ),
    ]
