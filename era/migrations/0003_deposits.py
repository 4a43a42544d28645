from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("era", "0002_rules"),
        ("insurance", "0002_plan_rules"),
        ("practice", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deposit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trace_number", models.CharField(blank=True, max_length=60)),
                ("originating_id", models.CharField(blank=True, max_length=30)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("deposited_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[("eft", "EFT"), ("check", "Check"), ("card", "Card")], default="eft", max_length=5
                    ),
                ),
                ("bank_reference", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("record_key", models.CharField(blank=True, max_length=80)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_reason", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DepositMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("exact", "trace number, payer and amount"), ("person", "confirmed by a person")],
                        max_length=6,
                    ),
                ),
                ("matched_at", models.DateTimeField()),
                (
                    "deposit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="era.deposit"
                    ),
                ),
                (
                    "matched_by",
                    models.ForeignKey(
                        blank=True,
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
                (
                    "remittance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deposit_matches", to="era.remittance"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayerAccountEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("booked_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
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
                (
                    "provider_adjustment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_entries",
                        to="era.provideradjustment",
                    ),
                ),
                (
                    "remittance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account_entries", to="era.remittance"
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="era.payeraccountentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DepositEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("trace_number", models.CharField(blank=True, max_length=60)),
                ("originating_id", models.CharField(blank=True, max_length=30)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("deposited_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[("eft", "EFT"), ("check", "Check"), ("card", "Card")], default="eft", max_length=5
                    ),
                ),
                ("bank_reference", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("record_key", models.CharField(blank=True, max_length=80)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_reason", models.CharField(blank=True, max_length=300)),
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
                        to="era.deposit",
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
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
        migrations.CreateModel(
            name="DepositMatchEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "how",
                    models.CharField(
                        choices=[("exact", "trace number, payer and amount"), ("person", "confirmed by a person")],
                        max_length=6,
                    ),
                ),
                ("matched_at", models.DateTimeField()),
                (
                    "deposit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="era.deposit",
                    ),
                ),
                (
                    "matched_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="era.depositmatch",
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
                    "remittance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="era.remittance",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="remittance",
            index=models.Index(
                models.F("practice"),
                django.db.models.functions.text.Upper("trace_number"),
                name="remittance_by_trace_upper",
            ),
        ),
        migrations.AddIndex(
            model_name="remittance",
            index=models.Index(
                condition=models.Q(("amount__gt", 0), ("method__in", ["ACH", "CHK", "FWT"])),
                fields=["practice", "payment_date"],
                name="remittance_with_money",
            ),
        ),
        migrations.AddIndex(
            model_name="deposit",
            index=models.Index(fields=["practice", "-deposited_on", "-id"], name="deposit_list"),
        ),
        migrations.AddIndex(
            model_name="deposit",
            index=models.Index(fields=["practice", "trace_number"], name="deposit_by_trace"),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), models.Q(("trace_number", ""), _negated=True)),
                fields=("practice", "trace_number", "amount", "deposited_on"),
                name="deposit_recorded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), models.Q(("record_key", ""), _negated=True)),
                fields=("practice", "record_key"),
                name="deposit_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("amount__lt", Decimal(10000000000))),
                name="deposit_amount_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["eft", "check", "card"])), name="deposit_how_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                    models.Q(
                        ("removed_at__isnull", False),
                        ("removed_by__isnull", False),
                        models.Q(("removed_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="deposit_removed_at_by",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deposit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "era_depositevent" ("amount", "bank_reference", "deposited_on", "how", "id", "note", "originating_id", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "record_key", "recorded_at", "recorded_by_id", "removed_at", "removed_by_id", "removed_reason", "trace_number", "version") VALUES (NEW."amount", NEW."bank_reference", NEW."deposited_on", NEW."how", NEW."id", NEW."note", NEW."originating_id", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."record_key", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."removed_by_id", NEW."removed_reason", NEW."trace_number", NEW."version"); RETURN NULL;',
                    hash="b26ddd5127c34cd05943760ec0f273b6b3a2bce6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_670fe",
                    table="era_deposit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deposit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "era_depositevent" ("amount", "bank_reference", "deposited_on", "how", "id", "note", "originating_id", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "record_key", "recorded_at", "recorded_by_id", "removed_at", "removed_by_id", "removed_reason", "trace_number", "version") VALUES (NEW."amount", NEW."bank_reference", NEW."deposited_on", NEW."how", NEW."id", NEW."note", NEW."originating_id", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."record_key", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."removed_by_id", NEW."removed_reason", NEW."trace_number", NEW."version"); RETURN NULL;',
                    hash="beac242de1101bd7d31622b1b3d0ee1b6434ded0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8c82f",
                    table="era_deposit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deposit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "era_depositevent" ("amount", "bank_reference", "deposited_on", "how", "id", "note", "originating_id", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "record_key", "recorded_at", "recorded_by_id", "removed_at", "removed_by_id", "removed_reason", "trace_number", "version") VALUES (OLD."amount", OLD."bank_reference", OLD."deposited_on", OLD."how", OLD."id", OLD."note", OLD."originating_id", OLD."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."record_key", OLD."recorded_at", OLD."recorded_by_id", OLD."removed_at", OLD."removed_by_id", OLD."removed_reason", OLD."trace_number", OLD."version"); RETURN NULL;',
                    hash="f207f9dec69db2f56b236bb4f839213294e1a9dd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f9b56",
                    table="era_deposit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="depositmatch",
            constraint=models.UniqueConstraint(
                fields=("practice", "remittance"), name="remittance_paid_by_one_deposit"
            ),
        ),
        migrations.AddConstraint(
            model_name="depositmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["exact", "person"])), name="deposit_match_how_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="depositmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "person"), _negated=True), ("matched_by__isnull", False), _connector="OR"
                ),
                name="deposit_match_person_named",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depositmatch",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "era_depositmatchevent" ("deposit_id", "how", "id", "matched_at", "matched_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "remittance_id") VALUES (NEW."deposit_id", NEW."how", NEW."id", NEW."matched_at", NEW."matched_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."remittance_id"); RETURN NULL;',
                    hash="0ec18b7c85445c89d5d8d8e16cbbc378b92dcbb5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_34790",
                    table="era_depositmatch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depositmatch",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "era_depositmatchevent" ("deposit_id", "how", "id", "matched_at", "matched_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "remittance_id") VALUES (NEW."deposit_id", NEW."how", NEW."id", NEW."matched_at", NEW."matched_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."remittance_id"); RETURN NULL;',
                    hash="bb79362050d3eba0a6f8a37b4cc5a48ef9b859db",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_02e17",
                    table="era_depositmatch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depositmatch",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "era_depositmatchevent" ("deposit_id", "how", "id", "matched_at", "matched_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "remittance_id") VALUES (OLD."deposit_id", OLD."how", OLD."id", OLD."matched_at", OLD."matched_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."remittance_id"); RETURN NULL;',
                    hash="878455cd893c8f2cfdd52a707cdbd6046b409c02",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_486ae",
                    table="era_depositmatch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="payeraccountentry",
            index=models.Index(fields=["practice", "booked_on", "id"], name="payer_account_in_order"),
        ),
        migrations.AddConstraint(
            model_name="payeraccountentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="payer_account_entry_not_zero"
            ),
        ),
    ]
