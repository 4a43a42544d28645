import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy
from claimcenter.practice.operations import AppendOnly, TenantKeys, TenantTables

KINDS = [
    ("write_off", "Write-off"),
    ("shield_release", "Patient shield released"),
    ("taken_back", "Taken back"),
    ("undo", "Undone"),
]
GROUNDS = [
    ("courtesy", "Courtesy"),
    ("hardship", "Hardship"),
    ("small_balance", "Small balance"),
    ("plan_invalid", "The plan is not valid"),
    ("no_answer", "The payer never answers"),
]
BUCKETS = [
    ("charges", "Charges"),
    ("insurer_1", "Primary payer"),
    ("insurer_2", "Secondary payer"),
    ("insurer_3", "Tertiary payer"),
    ("patient", "Client"),
    ("insurance_paid", "Paid by insurers"),
    ("adjusted", "Adjusted off"),
    ("patient_paid", "Paid by the client"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_task"),
        ("clients", "0002_rules"),
        ("practice", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MoneyDeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=16)),
                ("ground", models.CharField(blank=True, choices=GROUNDS, max_length=16)),
                ("reason", models.CharField(max_length=300)),
                ("bucket", models.CharField(blank=True, choices=BUCKETS, max_length=16)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("idempotency_key", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_deeds",
                        to="claims.claim",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_deeds",
                        to="clients.client",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        default=claimcenter.practice.tenancy.current_practice_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="claims.moneydeed",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="deed",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="claims.moneydeed",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                condition=models.Q(("deed__isnull", False)), fields=["practice", "deed"], name="ledger_by_deed"
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                condition=models.Q(
                    ("adjudication__isnull", True),
                    ("kind__in", ["transfer", "write_off"]),
                    ("payment__isnull", True),
                ),
                fields=["practice", "charge_line"],
                name="ledger_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "write_off"), _negated=True),
                    models.Q(("by__isnull", False), ("deed__isnull", False), models.Q(("rule", ""), _negated=True)),
                    _connector="OR",
                ),
                name="ledger_write_off_names_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneydeed",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["write_off", "shield_release", "taken_back", "undo"])),
                name="deed_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneydeed",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="deed_says_why"),
        ),
        migrations.AddConstraint(
            model_name="moneydeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "write_off"), _negated=True),
                    models.Q(
                        models.Q(("by__isnull", False), models.Q(("reason", ""), _negated=True)),
                        ("amount__gt", 0),
                        ("amount__isnull", False),
                        ("bucket__in", ("insurer_1", "insurer_2", "insurer_3", "patient")),
                        ("claim__isnull", False),
                        ("client__isnull", False),
                        ("ground__in", ("courtesy", "hardship", "small_balance")),
                    ),
                    _connector="OR",
                ),
                name="write_off_names_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneydeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "shield_release"), _negated=True),
                    models.Q(
                        models.Q(("by__isnull", False), models.Q(("reason", ""), _negated=True)),
                        ("claim__isnull", False),
                        ("client__isnull", False),
                        ("ground__in", ("plan_invalid", "no_answer")),
                    ),
                    _connector="OR",
                ),
                name="shield_release_names_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneydeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", False), ("kind", "taken_back"), ("takes_back__isnull", False)),
                    models.Q(models.Q(("kind", "taken_back"), _negated=True), ("takes_back__isnull", True)),
                    _connector="OR",
                ),
                name="deed_taken_back_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneydeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("idempotency_key", ""), _negated=True),
                fields=("practice", "idempotency_key"),
                name="money_deed_once",
            ),
        ),
        TenantTables("MoneyDeed"),
        AppendOnly("MoneyDeed"),
        TenantKeys("LedgerEntry.deed"),
    ]
