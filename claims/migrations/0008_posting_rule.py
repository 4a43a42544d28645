import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy
import claimcenter.practice.validators
from claimcenter.practice.operations import AppendOnly, TenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_money_deed"),
        ("insurance", "0002_plan_rules"),
        ("practice", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group_code",
                    models.CharField(
                        choices=[("CO", "CO"), ("PR", "PR"), ("OA", "OA"), ("PI", "PI")],
                        max_length=2,
                        verbose_name="group",
                    ),
                ),
                (
                    "reason_code",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{1,5}\\Z",
                                "A reason is the code that stands on the ERA, like 45, B7 or P14, without its group.",
                            )
                        ],
                        verbose_name="reason",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("write_off", "Write off"),
                            ("patient", "Client's share, next payer first"),
                            ("next_payer", "Next payer only"),
                            ("denial", "Denial task"),
                            ("review", "Review"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=200, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("touched_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posting_rules",
                        to="insurance.payer",
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
                    "touched_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostingRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "group_code",
                    models.CharField(
                        choices=[("CO", "CO"), ("PR", "PR"), ("OA", "OA"), ("PI", "PI")],
                        max_length=2,
                        verbose_name="group",
                    ),
                ),
                (
                    "reason_code",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{1,5}\\Z",
                                "A reason is the code that stands on the ERA, like 45, B7 or P14, without its group.",
                            )
                        ],
                        verbose_name="reason",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("write_off", "Write off"),
                            ("patient", "Client's share, next payer first"),
                            ("next_payer", "Next payer only"),
                            ("denial", "Denial task"),
                            ("review", "Review"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=200, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("touched_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="insurance.payer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="claims.postingrule",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        default=claimcenter.practice.tenancy.current_practice_id,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "touched_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.UniqueConstraint(
                fields=("practice", "payer", "group_code", "reason_code"), name="one_posting_rule", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["write_off", "patient", "next_payer", "denial", "review"])),
                name="posting_rule_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("group_code__in", ("CO", "PR", "OA", "PI"))), name="posting_rule_group_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason_code__regex", "^[0-9A-Z]{1,5}$")), name="posting_rule_reason_is_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason_code__in", ["209", "23", "94"]), _negated=True),
                    models.Q(("group_code", "PR"), ("reason_code", "100"), _negated=True),
                ),
                name="posting_rule_overrides_no_protection",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "patient"), _negated=True), ("group_code", "PR"), _connector="OR"
                ),
                name="posting_rule_client_owes_pr_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "write_off"), _negated=True),
                    models.Q(
                        models.Q(("group_code", "PR"), _negated=True), models.Q(("reason_code", "18"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="posting_rule_forgives_no_share",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_postingruleevent" ("action", "group_code", "id", "note", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason_code", "touched_at", "touched_by_id", "version") VALUES (NEW."action", NEW."group_code", NEW."id", NEW."note", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason_code", NEW."touched_at", NEW."touched_by_id", NEW."version"); RETURN NULL;',
                    hash="84ab07af924fc128a726edbd2f22fb9ced2acb3d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9b217",
                    table="claims_postingrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_postingruleevent" ("action", "group_code", "id", "note", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason_code", "touched_at", "touched_by_id", "version") VALUES (NEW."action", NEW."group_code", NEW."id", NEW."note", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason_code", NEW."touched_at", NEW."touched_by_id", NEW."version"); RETURN NULL;',
                    hash="a7abbe0d13a0c99445c0e2125c51722eaf332b76",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_05234",
                    table="claims_postingrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_postingruleevent" ("action", "group_code", "id", "note", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason_code", "touched_at", "touched_by_id", "version") VALUES (OLD."action", OLD."group_code", OLD."id", OLD."note", OLD."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."reason_code", OLD."touched_at", OLD."touched_by_id", OLD."version"); RETURN NULL;',
                    hash="4839dddcd5a01069e4fe75809cfab86f71a1a0a4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_08832",
                    table="claims_postingrule",
                    when="AFTER",
                ),
            ),
        ),
        TenantTables("PostingRule", "PostingRuleEvent"),
        AppendOnly("PostingRuleEvent"),
    ]
