import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy
from claimcenter.practice.operations import TenantTables

# A page is tied to an answer once, or set aside; the file itself and who brought it never change.
KEPT = """
REVOKE UPDATE, DELETE, TRUNCATE ON claims_eobpage FROM claimcenter_app;
GRANT UPDATE (adjudication_id, set_aside_at, set_aside_by_id) ON claims_eobpage TO claimcenter_app;
"""
KEPT_BACK = "GRANT UPDATE, DELETE ON claims_eobpage TO claimcenter_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_posting_rule"),
        ("practice", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EobPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField()),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "adjudication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="eob_pages",
                        to="claims.adjudication",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="eob_pages",
                        to="claims.claim",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.storedfile"
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
                    "set_aside_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "claim", "id"], name="eob_page_by_claim")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("set_aside_at__isnull", True), ("set_aside_by__isnull", True)),
                            models.Q(
                                ("adjudication__isnull", True),
                                ("set_aside_at__isnull", False),
                                ("set_aside_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="eob_page_set_aside_at_by",
                    ),
                ],
            },
        ),
        TenantTables("EobPage"),
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
