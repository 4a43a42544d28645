import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import claimcenter.practice.fields
import claimcenter.practice.tenancy
import claimcenter.practice.validators
import insurance.models.plan


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clients", "0001_initial"),
        ("practice", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="InsurancePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.PositiveSmallIntegerField(choices=[(1, "Primary"), (2, "Secondary"), (3, "Tertiary")]),
                ),
                ("member_id", claimcenter.practice.fields.EncryptedTextField(editable=True)),
                ("member_id_index", models.BinaryField()),
                (
                    "group_number",
                    models.CharField(
                        blank=True, max_length=50, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "group_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "relationship",
                    models.CharField(
                        choices=[("self", "Self"), ("spouse", "Spouse"), ("child", "Child"), ("other", "Other")],
                        default="self",
                        max_length=10,
                    ),
                ),
                (
                    "subscriber_first_name",
                    models.CharField(
                        blank=True, max_length=35, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_middle_name",
                    models.CharField(
                        blank=True, max_length=25, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_last_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("subscriber_date_of_birth", models.DateField(blank=True, null=True)),
                (
                    "subscriber_sex",
                    models.CharField(
                        blank=True, choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")], max_length=1
                    ),
                ),
                (
                    "subscriber_line1",
                    models.CharField(
                        blank=True, max_length=55, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_line2",
                    models.CharField(
                        blank=True, max_length=55, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_city",
                    models.CharField(
                        blank=True, max_length=30, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_state",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Please use the state's two capital letters."
                            )
                        ],
                    ),
                ),
                (
                    "subscriber_zip",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                    ),
                ),
                ("effective_from", models.DateField()),
                ("effective_to", models.DateField(blank=True, null=True)),
                ("copay", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "medicare_secondary_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("12", "Working aged, employer plan first"),
                            ("13", "End-stage renal disease, first 30 months"),
                            ("14", "No-fault insurance"),
                            ("15", "Workers' compensation"),
                            ("16", "Public health or other federal agency"),
                            ("41", "Black Lung"),
                            ("42", "Veterans Affairs"),
                            ("43", "Disabled under 65, large employer plan first"),
                            ("47", "Liability insurance"),
                        ],
                        max_length=2,
                        verbose_name="why Medicare is not first",
                    ),
                ),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("bill", "Bill this plan"),
                            ("self_pay", "Client pays in full and asked not to tell this plan"),
                            ("do_not_bill", "Do not bill this plan"),
                        ],
                        default="bill",
                        max_length=12,
                    ),
                ),
                ("is_offline", models.BooleanField(default=False)),
                ("authorization_required", models.BooleanField(default=False)),
                ("deactivated_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="insurance_plans", to="clients.client"
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
                    models.Index(fields=["practice", "client", "position", "-effective_from"], name="plan_by_client")
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("deactivated_at__isnull", True)),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        expressions=[
                            ("practice", "="),
                            ("client", "="),
                            ("position", "="),
                            (insurance.models.plan.InForceDays(), "&&"),
                        ],
                        name="one_plan_of_a_position_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to__isnull", True),
                            ("effective_to__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="plan_dates_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("position__in", [1, 2, 3])), name="plan_position_known"),
                    models.CheckConstraint(
                        condition=models.Q(("relationship__in", ["self", "spouse", "child", "other"])),
                        name="plan_relationship_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disclosure__in", ["bill", "self_pay", "do_not_bill"])),
                        name="plan_disclosure_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("copay__isnull", True), ("copay__gte", 0), _connector="OR"),
                        name="plan_copay_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relationship", "self"),
                            models.Q(
                                models.Q(("subscriber_first_name", ""), _negated=True),
                                models.Q(("subscriber_last_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_subscriber_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("medicare_secondary_reason", ""), ("position__gt", 1), _connector="OR"),
                        name="plan_medicare_reason_only_when_not_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "payer_id",
                    models.CharField(
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z][0-9A-Z ._/-]*\\Z",
                                "A payer id has letters and digits, like 60054. Please check it on the payer list.",
                            )
                        ],
                        verbose_name="payer id",
                    ),
                ),
                (
                    "filing_indicator",
                    models.CharField(
                        choices=[
                            ("CI", "Commercial"),
                            ("BL", "Blue Cross Blue Shield"),
                            ("HM", "HMO"),
                            ("12", "PPO"),
                            ("13", "Point of service"),
                            ("14", "EPO"),
                            ("15", "Indemnity"),
                            ("16", "Medicare Advantage (HMO)"),
                            ("MA", "Medicare Part A"),
                            ("MB", "Medicare Part B"),
                            ("MC", "Medicaid"),
                            ("CH", "TRICARE"),
                            ("VA", "Veterans Affairs"),
                            ("FI", "Federal Employees Program"),
                            ("OF", "Other federal program"),
                            ("TV", "Title V"),
                            ("WC", "Workers' compensation"),
                            ("AM", "Automobile medical"),
                            ("LM", "Liability"),
                            ("DS", "Disability"),
                            ("11", "Other non-federal program"),
                            ("ZZ", "Unknown"),
                        ],
                        default="CI",
                        max_length=2,
                    ),
                ),
                ("aliases", models.JSONField(blank=True, default=list)),
                (
                    "line1",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="address",
                    ),
                ),
                (
                    "line2",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="address, second line",
                    ),
                ),
                (
                    "city",
                    models.CharField(
                        blank=True, max_length=30, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Please use the state's two capital letters."
                            )
                        ],
                    ),
                ),
                (
                    "zip",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="ZIP code",
                    ),
                ),
                ("is_offline", models.BooleanField(default=False)),
                ("auto_coordinates", models.BooleanField(default=False)),
                ("sends_patient_paid", models.BooleanField(default=True)),
                ("always_bill_secondary", models.BooleanField(default=False)),
                (
                    "expects_telehealth_modifier",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{2}\\Z", "A modifier has two characters, like 95."
                            )
                        ],
                    ),
                ),
                (
                    "timely_filing_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
                (
                    "secondary_filing_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
                (
                    "crossover_wait_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("search_name", models.CharField(db_collation="C", editable=False, max_length=160)),
                ("version", models.PositiveIntegerField(default=1)),
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
                "indexes": [models.Index(fields=["practice", "search_name", "id"], name="payer_search")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "payer_id"), name="payer_id_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("payer_id", ""), _negated=True)
                        ),
                        name="payer_has_name_and_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "filing_indicator__in",
                                [
                                    "CI",
                                    "BL",
                                    "HM",
                                    "12",
                                    "13",
                                    "14",
                                    "15",
                                    "16",
                                    "MA",
                                    "MB",
                                    "MC",
                                    "CH",
                                    "VA",
                                    "FI",
                                    "OF",
                                    "TV",
                                    "WC",
                                    "AM",
                                    "LM",
                                    "DS",
                                    "11",
                                    "ZZ",
                                ],
                            )
                        ),
                        name="payer_filing_indicator_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsurancePlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "position",
                    models.PositiveSmallIntegerField(choices=[(1, "Primary"), (2, "Secondary"), (3, "Tertiary")]),
                ),
                ("member_id", claimcenter.practice.fields.EncryptedTextField(editable=True)),
                ("member_id_index", models.BinaryField()),
                (
                    "group_number",
                    models.CharField(
                        blank=True, max_length=50, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "group_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "relationship",
                    models.CharField(
                        choices=[("self", "Self"), ("spouse", "Spouse"), ("child", "Child"), ("other", "Other")],
                        default="self",
                        max_length=10,
                    ),
                ),
                (
                    "subscriber_first_name",
                    models.CharField(
                        blank=True, max_length=35, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_middle_name",
                    models.CharField(
                        blank=True, max_length=25, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_last_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("subscriber_date_of_birth", models.DateField(blank=True, null=True)),
                (
                    "subscriber_sex",
                    models.CharField(
                        blank=True, choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")], max_length=1
                    ),
                ),
                (
                    "subscriber_line1",
                    models.CharField(
                        blank=True, max_length=55, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_line2",
                    models.CharField(
                        blank=True, max_length=55, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_city",
                    models.CharField(
                        blank=True, max_length=30, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "subscriber_state",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Please use the state's two capital letters."
                            )
                        ],
                    ),
                ),
                (
                    "subscriber_zip",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                    ),
                ),
                ("effective_from", models.DateField()),
                ("effective_to", models.DateField(blank=True, null=True)),
                ("copay", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "medicare_secondary_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("12", "Working aged, employer plan first"),
                            ("13", "End-stage renal disease, first 30 months"),
                            ("14", "No-fault insurance"),
                            ("15", "Workers' compensation"),
                            ("16", "Public health or other federal agency"),
                            ("41", "Black Lung"),
                            ("42", "Veterans Affairs"),
                            ("43", "Disabled under 65, large employer plan first"),
                            ("47", "Liability insurance"),
                        ],
                        max_length=2,
                        verbose_name="why Medicare is not first",
                    ),
                ),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("bill", "Bill this plan"),
                            ("self_pay", "Client pays in full and asked not to tell this plan"),
                            ("do_not_bill", "Do not bill this plan"),
                        ],
                        default="bill",
                        max_length=12,
                    ),
                ),
                ("is_offline", models.BooleanField(default=False)),
                ("authorization_required", models.BooleanField(default=False)),
                ("deactivated_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="insurance.insuranceplan",
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
                    "payer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="insurance.payer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="insuranceplan",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="insurance.payer"
            ),
        ),
        migrations.CreateModel(
            name="PayerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "payer_id",
                    models.CharField(
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z][0-9A-Z ._/-]*\\Z",
                                "A payer id has letters and digits, like 60054. Please check it on the payer list.",
                            )
                        ],
                        verbose_name="payer id",
                    ),
                ),
                (
                    "filing_indicator",
                    models.CharField(
                        choices=[
                            ("CI", "Commercial"),
                            ("BL", "Blue Cross Blue Shield"),
                            ("HM", "HMO"),
                            ("12", "PPO"),
                            ("13", "Point of service"),
                            ("14", "EPO"),
                            ("15", "Indemnity"),
                            ("16", "Medicare Advantage (HMO)"),
                            ("MA", "Medicare Part A"),
                            ("MB", "Medicare Part B"),
                            ("MC", "Medicaid"),
                            ("CH", "TRICARE"),
                            ("VA", "Veterans Affairs"),
                            ("FI", "Federal Employees Program"),
                            ("OF", "Other federal program"),
                            ("TV", "Title V"),
                            ("WC", "Workers' compensation"),
                            ("AM", "Automobile medical"),
                            ("LM", "Liability"),
                            ("DS", "Disability"),
                            ("11", "Other non-federal program"),
                            ("ZZ", "Unknown"),
                        ],
                        default="CI",
                        max_length=2,
                    ),
                ),
                ("aliases", models.JSONField(blank=True, default=list)),
                (
                    "line1",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="address",
                    ),
                ),
                (
                    "line2",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="address, second line",
                    ),
                ),
                (
                    "city",
                    models.CharField(
                        blank=True, max_length=30, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Please use the state's two capital letters."
                            )
                        ],
                    ),
                ),
                (
                    "zip",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="ZIP code",
                    ),
                ),
                ("is_offline", models.BooleanField(default=False)),
                ("auto_coordinates", models.BooleanField(default=False)),
                ("sends_patient_paid", models.BooleanField(default=True)),
                ("always_bill_secondary", models.BooleanField(default=False)),
                (
                    "expects_telehealth_modifier",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{2}\\Z", "A modifier has two characters, like 95."
                            )
                        ],
                    ),
                ),
                (
                    "timely_filing_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
                (
                    "secondary_filing_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
                (
                    "crossover_wait_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("search_name", models.CharField(db_collation="C", editable=False, max_length=160)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="insurance.payer",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("front", "Front"), ("back", "Back")], max_length=5)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.storedfile"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="insurance.insuranceplan"
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("practice", "plan", "side"),
                        name="plan_card_side_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["front", "back"])), name="plan_card_side_known"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "insurance_payerevent" ("aliases", "always_bill_secondary", "auto_coordinates", "city", "crossover_wait_days", "expects_telehealth_modifier", "filing_indicator", "id", "is_active", "is_offline", "line1", "line2", "name", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "search_name", "secondary_filing_days", "sends_patient_paid", "state", "timely_filing_days", "version", "zip") VALUES (NEW."aliases", NEW."always_bill_secondary", NEW."auto_coordinates", NEW."city", NEW."crossover_wait_days", NEW."expects_telehealth_modifier", NEW."filing_indicator", NEW."id", NEW."is_active", NEW."is_offline", NEW."line1", NEW."line2", NEW."name", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."search_name", NEW."secondary_filing_days", NEW."sends_patient_paid", NEW."state", NEW."timely_filing_days", NEW."version", NEW."zip"); RETURN NULL;',
                    hash="49cd774cc5ddfdd026ca7705f1cdffb10bb5d1d4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_811e5",
                    table="insurance_payer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "insurance_payerevent" ("aliases", "always_bill_secondary", "auto_coordinates", "city", "crossover_wait_days", "expects_telehealth_modifier", "filing_indicator", "id", "is_active", "is_offline", "line1", "line2", "name", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "search_name", "secondary_filing_days", "sends_patient_paid", "state", "timely_filing_days", "version", "zip") VALUES (NEW."aliases", NEW."always_bill_secondary", NEW."auto_coordinates", NEW."city", NEW."crossover_wait_days", NEW."expects_telehealth_modifier", NEW."filing_indicator", NEW."id", NEW."is_active", NEW."is_offline", NEW."line1", NEW."line2", NEW."name", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."search_name", NEW."secondary_filing_days", NEW."sends_patient_paid", NEW."state", NEW."timely_filing_days", NEW."version", NEW."zip"); RETURN NULL;',
                    hash="fbb5471d09f0e1620ad6ffec16287d330250cb74",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cdbd5",
                    table="insurance_payer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "insurance_payerevent" ("aliases", "always_bill_secondary", "auto_coordinates", "city", "crossover_wait_days", "expects_telehealth_modifier", "filing_indicator", "id", "is_active", "is_offline", "line1", "line2", "name", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "search_name", "secondary_filing_days", "sends_patient_paid", "state", "timely_filing_days", "version", "zip") VALUES (OLD."aliases", OLD."always_bill_secondary", OLD."auto_coordinates", OLD."city", OLD."crossover_wait_days", OLD."expects_telehealth_modifier", OLD."filing_indicator", OLD."id", OLD."is_active", OLD."is_offline", OLD."line1", OLD."line2", OLD."name", OLD."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."search_name", OLD."secondary_filing_days", OLD."sends_patient_paid", OLD."state", OLD."timely_filing_days", OLD."version", OLD."zip"); RETURN NULL;',
                    hash="fab178b044724978046d6383919032279ea9d154",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_76971",
                    table="insurance_payer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="insuranceplan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "insurance_insuranceplanevent" ("authorization_required", "client_id", "copay", "created_at", "deactivated_at", "disclosure", "effective_from", "effective_to", "group_name", "group_number", "id", "is_offline", "medicare_secondary_reason", "member_id", "member_id_index", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "practice_id", "relationship", "subscriber_city", "subscriber_date_of_birth", "subscriber_first_name", "subscriber_last_name", "subscriber_line1", "subscriber_line2", "subscriber_middle_name", "subscriber_sex", "subscriber_state", "subscriber_zip", "version") VALUES (NEW."authorization_required", NEW."client_id", NEW."copay", NEW."created_at", NEW."deactivated_at", NEW."disclosure", NEW."effective_from", NEW."effective_to", NEW."group_name", NEW."group_number", NEW."id", NEW."is_offline", NEW."medicare_secondary_reason", NEW."member_id", NEW."member_id_index", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position", NEW."practice_id", NEW."relationship", NEW."subscriber_city", NEW."subscriber_date_of_birth", NEW."subscriber_first_name", NEW."subscriber_last_name", NEW."subscriber_line1", NEW."subscriber_line2", NEW."subscriber_middle_name", NEW."subscriber_sex", NEW."subscriber_state", NEW."subscriber_zip", NEW."version"); RETURN NULL;',
                    hash="4ca0803245c04dc0362653fca9619d7994743327",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7939c",
                    table="insurance_insuranceplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="insuranceplan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "insurance_insuranceplanevent" ("authorization_required", "client_id", "copay", "created_at", "deactivated_at", "disclosure", "effective_from", "effective_to", "group_name", "group_number", "id", "is_offline", "medicare_secondary_reason", "member_id", "member_id_index", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "practice_id", "relationship", "subscriber_city", "subscriber_date_of_birth", "subscriber_first_name", "subscriber_last_name", "subscriber_line1", "subscriber_line2", "subscriber_middle_name", "subscriber_sex", "subscriber_state", "subscriber_zip", "version") VALUES (NEW."authorization_required", NEW."client_id", NEW."copay", NEW."created_at", NEW."deactivated_at", NEW."disclosure", NEW."effective_from", NEW."effective_to", NEW."group_name", NEW."group_number", NEW."id", NEW."is_offline", NEW."medicare_secondary_reason", NEW."member_id", NEW."member_id_index", NEW."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position", NEW."practice_id", NEW."relationship", NEW."subscriber_city", NEW."subscriber_date_of_birth", NEW."subscriber_first_name", NEW."subscriber_last_name", NEW."subscriber_line1", NEW."subscriber_line2", NEW."subscriber_middle_name", NEW."subscriber_sex", NEW."subscriber_state", NEW."subscriber_zip", NEW."version"); RETURN NULL;',
                    hash="fdf60f5de3026d9f597b51948cc8311fc2cd0a21",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_abf50",
                    table="insurance_insuranceplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="insuranceplan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "insurance_insuranceplanevent" ("authorization_required", "client_id", "copay", "created_at", "deactivated_at", "disclosure", "effective_from", "effective_to", "group_name", "group_number", "id", "is_offline", "medicare_secondary_reason", "member_id", "member_id_index", "payer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "practice_id", "relationship", "subscriber_city", "subscriber_date_of_birth", "subscriber_first_name", "subscriber_last_name", "subscriber_line1", "subscriber_line2", "subscriber_middle_name", "subscriber_sex", "subscriber_state", "subscriber_zip", "version") VALUES (OLD."authorization_required", OLD."client_id", OLD."copay", OLD."created_at", OLD."deactivated_at", OLD."disclosure", OLD."effective_from", OLD."effective_to", OLD."group_name", OLD."group_number", OLD."id", OLD."is_offline", OLD."medicare_secondary_reason", OLD."member_id", OLD."member_id_index", OLD."payer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position", OLD."practice_id", OLD."relationship", OLD."subscriber_city", OLD."subscriber_date_of_birth", OLD."subscriber_first_name", OLD."subscriber_last_name", OLD."subscriber_line1", OLD."subscriber_line2", OLD."subscriber_middle_name", OLD."subscriber_sex", OLD."subscriber_state", OLD."subscriber_zip", OLD."version"); RETURN NULL;',
                    hash="46b22b98b13736e2ce2fcc4810b2f550f250e13b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_aa178",
                    table="insurance_insuranceplan",
                    when="AFTER",
                ),
            ),
        ),
    ]
