import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy
from claimcenter.practice.operations import TenantTables

# A task is closed, never deleted, and what it was opened for stays with its claim.
KEPT = """
REVOKE UPDATE, DELETE, TRUNCATE ON claims_task FROM claimcenter_app;
GRANT UPDATE (adjudication_id, amount, text, due_on, closed_at, closed_by_id, outcome, note, version)
    ON claims_task TO claimcenter_app;
"""
KEPT_BACK = "GRANT UPDATE, DELETE ON claims_task TO claimcenter_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_status"),
        ("clients", "0002_rules"),
        ("practice", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("denial", "Denial"), ("review", "Review"), ("refund", "Refund")], max_length=8
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("text", models.CharField(max_length=400)),
                ("due_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Done"),
                            ("not_needed", "Not needed"),
                            ("superseded", "Settled by itself"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "adjudication",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="claims.adjudication",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="claims.claim",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="clients.client",
                    ),
                ),
                (
                    "closed_by",
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
                    "opened_by",
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
                    "practice",
                    models.ForeignKey(
                        default=claimcenter.practice.tenancy.current_practice_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["practice", "due_on", "id"],
                        name="task_open",
                    ),
                    models.Index(fields=["practice", "-closed_at", "-id"], name="task_closed"),
                    models.Index(fields=["practice", "adjudication"], name="task_by_adjudication"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("practice", "client", "claim", "kind", "reference"),
                        name="one_open_task",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["denial", "review", "refund"])), name="task_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("outcome", "")),
                            models.Q(
                                ("closed_at__isnull", False), ("outcome__in", ["done", "not_needed", "superseded"])
                            ),
                            _connector="OR",
                        ),
                        name="task_closed_with_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="task_says_what_to_do"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claim__isnull", False), ("kind", "refund"), _connector="OR"),
                        name="task_without_claim_only_refund",
                    ),
                ],
            },
        ),
        TenantTables("Task"),
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
