from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy
import claimcenter.practice.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("practice", "0002_rules"),
        ("practice", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("date_of_service", models.DateField()),
                (
                    "place_of_service",
                    models.CharField(
                        default="11",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{2}\\Z", "A place of service has two digits, like 11 for an office."
                            )
                        ],
                    ),
                ),
                (
                    "authorization_number",
                    models.CharField(
                        blank=True, max_length=50, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("note_signed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.facility",
                    ),
                ),
                (
                    "note_signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.organization"
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
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.provider"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "reference"), name="appointment_reference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("place_of_service__regex", "^[0-9]{2}$")),
                        name="appointment_place_of_service_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note_signed_at__isnull", True), ("note_signed_by__isnull", True)),
                            models.Q(("note_signed_at__isnull", False), ("note_signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="appointment_note_signed_at_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentAttendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendees", to="clients.appointment"
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
        ),
        migrations.CreateModel(
            name="AppointmentDiagnosis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=7)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="diagnoses", to="clients.appointment"
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
                "ordering": ["ordinal"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "appointment", "ordinal"), name="diagnosis_ordinal_once"
                    ),
                    models.UniqueConstraint(fields=("practice", "appointment", "code"), name="diagnosis_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ordinal__gte", 1), ("ordinal__lte", 12)), name="diagnosis_ordinal_1_to_12"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z][0-9][0-9A-Z]([0-9A-Z]{1,4})?$")),
                        name="diagnosis_code_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentDiagnosisEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=7)),
                (
                    "appointment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="clients.appointment",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="clients.appointmentdiagnosis",
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
            name="ChargeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("date_of_service", models.DateField()),
                ("procedure", models.CharField(max_length=5)),
                (
                    "modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=4
                    ),
                ),
                ("units", models.DecimalField(decimal_places=2, default=Decimal(1), max_digits=8)),
                ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "diagnosis_pointers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=4
                    ),
                ),
                ("line_control_number", models.CharField(editable=False, max_length=30)),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=80, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charge_lines",
                        to="clients.appointment",
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
                "ordering": ["ordinal"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "appointment", "ordinal"), name="charge_line_ordinal_once"
                    ),
                    models.UniqueConstraint(
                        fields=("practice", "line_control_number"), name="line_control_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("charge__gt", 0), ("charge__lt", Decimal(100000000))),
                        name="charge_positive",
                    ),
                    models.CheckConstraint(condition=models.Q(("units__gt", 0)), name="units_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("procedure__regex", "^[0-9A-Z]{5}$"), ("procedure__regex", "[0-9]")),
                        name="procedure_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("diagnosis_pointers__len__gte", 1), ("diagnosis_pointers__len__lte", 4)),
                        name="pointers_1_to_4",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first_name",
                    models.CharField(
                        max_length=35,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="legal first name",
                    ),
                ),
                (
                    "middle_name",
                    models.CharField(
                        blank=True, max_length=25, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "last_name",
                    models.CharField(
                        max_length=60,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="legal last name",
                    ),
                ),
                (
                    "suffix",
                    models.CharField(
                        blank=True, max_length=10, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "used_name",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="name used",
                    ),
                ),
                (
                    "pronouns",
                    models.CharField(
                        blank=True, max_length=40, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("date_of_birth", models.DateField()),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")],
                        max_length=1,
                        verbose_name="legal sex",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{10}\\Z", "Please write the phone number as ten digits."
                            )
                        ],
                    ),
                ),
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
                (
                    "part2_record",
                    models.BooleanField(default=False, verbose_name="substance use treatment record (42 CFR Part 2)"),
                ),
                (
                    "self_pay_restriction",
                    models.BooleanField(default=False, verbose_name="pays in full and asked us to tell no insurer"),
                ),
                ("search_name", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("search_given", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                "indexes": [
                    models.Index(fields=["practice", "search_name", "id"], name="client_search"),
                    models.Index(fields=["practice", "search_given", "id"], name="client_search_given"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sex__in", ["F", "M", "U"])), name="client_sex_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_name", ""), _negated=True), models.Q(("last_name", ""), _negated=True)
                        ),
                        name="client_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargeLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("date_of_service", models.DateField()),
                ("procedure", models.CharField(max_length=5)),
                (
                    "modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=4
                    ),
                ),
                ("units", models.DecimalField(decimal_places=2, default=Decimal(1), max_digits=8)),
                ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                (
                    "diagnosis_pointers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=4
                    ),
                ),
                ("line_control_number", models.CharField(editable=False, max_length=30)),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=80, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="clients.appointment",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="clients.chargeline",
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
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="chargeline",
            name="client",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client"),
        ),
        migrations.CreateModel(
            name="AppointmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(editable=False, max_length=20)),
                ("date_of_service", models.DateField()),
                (
                    "place_of_service",
                    models.CharField(
                        default="11",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{2}\\Z", "A place of service has two digits, like 11 for an office."
                            )
                        ],
                    ),
                ),
                (
                    "authorization_number",
                    models.CharField(
                        blank=True, max_length=50, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("note_signed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice.facility",
                    ),
                ),
                (
                    "note_signed_by",
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
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice.organization",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="clients.appointment",
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
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice.provider",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AppointmentAttendeeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "appointment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="clients.appointment",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="clients.appointmentattendee",
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
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="appointmentattendee",
            name="client",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="additional_clients",
            field=models.ManyToManyField(related_name="+", through="clients.AppointmentAttendee", to="clients.client"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="clients.client"
            ),
        ),
        migrations.CreateModel(
            name="ClientAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="clients.client"
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
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.provider"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "client", "provider"), name="client_assigned_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientAssignmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
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
                        to="clients.clientassignment",
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
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice.provider",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClientEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "first_name",
                    models.CharField(
                        max_length=35,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="legal first name",
                    ),
                ),
                (
                    "middle_name",
                    models.CharField(
                        blank=True, max_length=25, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "last_name",
                    models.CharField(
                        max_length=60,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="legal last name",
                    ),
                ),
                (
                    "suffix",
                    models.CharField(
                        blank=True, max_length=10, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "used_name",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="name used",
                    ),
                ),
                (
                    "pronouns",
                    models.CharField(
                        blank=True, max_length=40, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("date_of_birth", models.DateField()),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")],
                        max_length=1,
                        verbose_name="legal sex",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{10}\\Z", "Please write the phone number as ten digits."
                            )
                        ],
                    ),
                ),
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
                (
                    "part2_record",
                    models.BooleanField(default=False, verbose_name="substance use treatment record (42 CFR Part 2)"),
                ),
                (
                    "self_pay_restriction",
                    models.BooleanField(default=False, verbose_name="pays in full and asked us to tell no insurer"),
                ),
                ("search_name", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("search_given", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="clients.client",
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
            name="ClientPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("received_on", models.DateField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("card", "Card"),
                            ("check", "Check"),
                            ("transfer", "Bank transfer"),
                            ("other", "Other"),
                        ],
                        default="card",
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("idempotency_key", models.CharField(blank=True, max_length=64)),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="clients.appointment",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="clients.client"
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
                    "refunds",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunded_by",
                        to="clients.clientpayment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "client", "-received_on", "-id"], name="payment_by_client")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["cash", "card", "check", "transfer", "other"])),
                        name="payment_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("refunds__isnull", True)),
                            models.Q(("amount__lt", 0), ("refunds__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_positive_refund_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", Decimal(-100000000)), ("amount__lt", Decimal(100000000))),
                        name="payment_amount_bounded",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("practice", "idempotency_key"),
                        name="payment_recorded_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientRelationship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(default="partner", max_length=20)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relationships", to="clients.client"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client"
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
                    models.UniqueConstraint(fields=("practice", "client", "other"), name="client_related_once"),
                    models.CheckConstraint(
                        condition=models.Q(("client", models.F("other")), _negated=True),
                        name="client_not_related_to_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("part2_tpo", "Part 2: treatment, payment and operations")],
                        default="part2_tpo",
                        max_length=20,
                    ),
                ),
                ("given_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("revoked_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="clients.client"
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True), ("expires_on__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="consent_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on__isnull", True), ("revoked_on__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="consent_revoked_after_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("part2_tpo", "Part 2: treatment, payment and operations")],
                        default="part2_tpo",
                        max_length=20,
                    ),
                ),
                ("given_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("revoked_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                        to="clients.consent",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("card_front", "Insurance card, front"),
                            ("card_back", "Insurance card, back"),
                            ("consent", "Consent"),
                            ("eob", "Explanation of benefits"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("needs_review", models.BooleanField(default=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="clients.client"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "client", "-uploaded_at", "-id"], name="document_by_client")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["card_front", "card_back", "consent", "eob", "other"])),
                        name="document_kind_known",
                    ),
                    models.UniqueConstraint(fields=("practice", "file"), name="document_file_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("can_upload", models.BooleanField(default=True)),
                ("can_see_balance", models.BooleanField(default=True)),
                ("receives_alerts", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="portal_access", to="clients.client"
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "user"), name="portal_user_has_one_client")
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalAccessEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("can_upload", models.BooleanField(default=True)),
                ("can_see_balance", models.BooleanField(default=True)),
                ("receives_alerts", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                        to="clients.portalaccess",
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
                    "user",
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
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentdiagnosis",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_appointmentdiagnosisevent" ("appointment_id", "code", "id", "ordinal", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."appointment_id", NEW."code", NEW."id", NEW."ordinal", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;',
                    hash="21a488bcfa226f7179d731eb33c4bc602182f371",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a1458",
                    table="clients_appointmentdiagnosis",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentdiagnosis",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_appointmentdiagnosisevent" ("appointment_id", "code", "id", "ordinal", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."appointment_id", NEW."code", NEW."id", NEW."ordinal", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;',
                    hash="c457fff360d60843b8544b4211c5e1056f57fd30",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2020a",
                    table="clients_appointmentdiagnosis",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentdiagnosis",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_appointmentdiagnosisevent" ("appointment_id", "code", "id", "ordinal", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."appointment_id", OLD."code", OLD."id", OLD."ordinal", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;',
                    hash="816048b001283d3aa9e41d764b117424419d9cb6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_70fb8",
                    table="clients_appointmentdiagnosis",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="client",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_clientevent" ("archived_at", "city", "created_at", "date_of_birth", "email", "first_name", "id", "last_name", "line1", "line2", "middle_name", "part2_record", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_id", "pronouns", "search_given", "search_name", "self_pay_restriction", "sex", "state", "suffix", "used_name", "version", "zip") VALUES (NEW."archived_at", NEW."city", NEW."created_at", NEW."date_of_birth", NEW."email", NEW."first_name", NEW."id", NEW."last_name", NEW."line1", NEW."line2", NEW."middle_name", NEW."part2_record", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."practice_id", NEW."pronouns", NEW."search_given", NEW."search_name", NEW."self_pay_restriction", NEW."sex", NEW."state", NEW."suffix", NEW."used_name", NEW."version", NEW."zip"); RETURN NULL;',
                    hash="a511f2efe849a3184b096b2e0e8cae7fc4a2af67",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a5391",
                    table="clients_client",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="client",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_clientevent" ("archived_at", "city", "created_at", "date_of_birth", "email", "first_name", "id", "last_name", "line1", "line2", "middle_name", "part2_record", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_id", "pronouns", "search_given", "search_name", "self_pay_restriction", "sex", "state", "suffix", "used_name", "version", "zip") VALUES (NEW."archived_at", NEW."city", NEW."created_at", NEW."date_of_birth", NEW."email", NEW."first_name", NEW."id", NEW."last_name", NEW."line1", NEW."line2", NEW."middle_name", NEW."part2_record", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."practice_id", NEW."pronouns", NEW."search_given", NEW."search_name", NEW."self_pay_restriction", NEW."sex", NEW."state", NEW."suffix", NEW."used_name", NEW."version", NEW."zip"); RETURN NULL;',
                    hash="c0a50de50e48ffdbcbe24067a91b4da1f80ab826",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_757e7",
                    table="clients_client",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="client",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_clientevent" ("archived_at", "city", "created_at", "date_of_birth", "email", "first_name", "id", "last_name", "line1", "line2", "middle_name", "part2_record", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_id", "pronouns", "search_given", "search_name", "self_pay_restriction", "sex", "state", "suffix", "used_name", "version", "zip") VALUES (OLD."archived_at", OLD."city", OLD."created_at", OLD."date_of_birth", OLD."email", OLD."first_name", OLD."id", OLD."last_name", OLD."line1", OLD."line2", OLD."middle_name", OLD."part2_record", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."practice_id", OLD."pronouns", OLD."search_given", OLD."search_name", OLD."self_pay_restriction", OLD."sex", OLD."state", OLD."suffix", OLD."used_name", OLD."version", OLD."zip"); RETURN NULL;',
                    hash="3e3669951af115902faa606f07e103ac51ebdeca",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f8895",
                    table="clients_client",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargeline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_chargelineevent" ("appointment_id", "charge", "client_id", "date_of_service", "diagnosis_pointers", "id", "line_control_number", "modifiers", "note", "ordinal", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "procedure", "removed_at", "units") VALUES (NEW."appointment_id", NEW."charge", NEW."client_id", NEW."date_of_service", NEW."diagnosis_pointers", NEW."id", NEW."line_control_number", NEW."modifiers", NEW."note", NEW."ordinal", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."procedure", NEW."removed_at", NEW."units"); RETURN NULL;',
                    hash="ee350206a5b31f0de3822b07929eeb2c4b2b5be0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bff4c",
                    table="clients_chargeline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargeline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_chargelineevent" ("appointment_id", "charge", "client_id", "date_of_service", "diagnosis_pointers", "id", "line_control_number", "modifiers", "note", "ordinal", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "procedure", "removed_at", "units") VALUES (NEW."appointment_id", NEW."charge", NEW."client_id", NEW."date_of_service", NEW."diagnosis_pointers", NEW."id", NEW."line_control_number", NEW."modifiers", NEW."note", NEW."ordinal", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."procedure", NEW."removed_at", NEW."units"); RETURN NULL;',
                    hash="cdfba269a004c495c7d4bbe7c9f69ad68dadce17",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5d4c0",
                    table="clients_chargeline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargeline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_chargelineevent" ("appointment_id", "charge", "client_id", "date_of_service", "diagnosis_pointers", "id", "line_control_number", "modifiers", "note", "ordinal", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "procedure", "removed_at", "units") VALUES (OLD."appointment_id", OLD."charge", OLD."client_id", OLD."date_of_service", OLD."diagnosis_pointers", OLD."id", OLD."line_control_number", OLD."modifiers", OLD."note", OLD."ordinal", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."procedure", OLD."removed_at", OLD."units"); RETURN NULL;',
                    hash="b894f297ffd3550781da5428c85f91f918881908",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ac84e",
                    table="clients_chargeline",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentattendee",
            constraint=models.UniqueConstraint(fields=("practice", "appointment", "client"), name="attendee_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentattendee",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_appointmentattendeeevent" ("appointment_id", "client_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."appointment_id", NEW."client_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;',
                    hash="7007a42943978f9b984f7bda3feaeb64cd33f57e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_075e0",
                    table="clients_appointmentattendee",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentattendee",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_appointmentattendeeevent" ("appointment_id", "client_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."appointment_id", NEW."client_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;',
                    hash="c8e895350d9664071332a3db3f38cfee8daee665",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c5f3a",
                    table="clients_appointmentattendee",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentattendee",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_appointmentattendeeevent" ("appointment_id", "client_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."appointment_id", OLD."client_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;',
                    hash="3717dfe1a9242817d668366640f2c4bdacb397f0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4cd8a",
                    table="clients_appointmentattendee",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["practice", "client", "-date_of_service", "id"], name="appointment_by_client"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_appointmentevent" ("authorization_number", "cancelled_at", "client_id", "created_at", "date_of_service", "facility_id", "id", "note_signed_at", "note_signed_by_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_of_service", "practice_id", "provider_id", "reference", "version") VALUES (NEW."authorization_number", NEW."cancelled_at", NEW."client_id", NEW."created_at", NEW."date_of_service", NEW."facility_id", NEW."id", NEW."note_signed_at", NEW."note_signed_by_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place_of_service", NEW."practice_id", NEW."provider_id", NEW."reference", NEW."version"); RETURN NULL;',
                    hash="0f1fee96708eb285f523d6279e75792177b8012d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3da88",
                    table="clients_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_appointmentevent" ("authorization_number", "cancelled_at", "client_id", "created_at", "date_of_service", "facility_id", "id", "note_signed_at", "note_signed_by_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_of_service", "practice_id", "provider_id", "reference", "version") VALUES (NEW."authorization_number", NEW."cancelled_at", NEW."client_id", NEW."created_at", NEW."date_of_service", NEW."facility_id", NEW."id", NEW."note_signed_at", NEW."note_signed_by_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place_of_service", NEW."practice_id", NEW."provider_id", NEW."reference", NEW."version"); RETURN NULL;',
                    hash="e3d195e3991e097da2ebd93c008c6a5da034e19d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_849cd",
                    table="clients_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_appointmentevent" ("authorization_number", "cancelled_at", "client_id", "created_at", "date_of_service", "facility_id", "id", "note_signed_at", "note_signed_by_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_of_service", "practice_id", "provider_id", "reference", "version") VALUES (OLD."authorization_number", OLD."cancelled_at", OLD."client_id", OLD."created_at", OLD."date_of_service", OLD."facility_id", OLD."id", OLD."note_signed_at", OLD."note_signed_by_id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."place_of_service", OLD."practice_id", OLD."provider_id", OLD."reference", OLD."version"); RETURN NULL;',
                    hash="cdad81e8a227cd4034c9941e711fc312ddbeea46",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1a24e",
                    table="clients_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clientassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_clientassignmentevent" ("client_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "provider_id") VALUES (NEW."client_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."provider_id"); RETURN NULL;',
                    hash="e0841afe76dd5048403cdecef1a6d020c2894625",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fc727",
                    table="clients_clientassignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clientassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_clientassignmentevent" ("client_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "provider_id") VALUES (NEW."client_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."provider_id"); RETURN NULL;',
                    hash="ec4c0942c4b1752e397f50e3b1e7347f23b96857",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c6439",
                    table="clients_clientassignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clientassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_clientassignmentevent" ("client_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "provider_id") VALUES (OLD."client_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."provider_id"); RETURN NULL;',
                    hash="8eebdfba189e56f4478d5ba841644ffd132b393a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0fd8f",
                    table="clients_clientassignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_consentevent" ("client_id", "expires_on", "given_on", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "revoked_on") VALUES (NEW."client_id", NEW."expires_on", NEW."given_on", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."revoked_on"); RETURN NULL;',
                    hash="7c2678397747dc30fd739583933de94b67caab13",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_27479",
                    table="clients_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_consentevent" ("client_id", "expires_on", "given_on", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "revoked_on") VALUES (NEW."client_id", NEW."expires_on", NEW."given_on", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."revoked_on"); RETURN NULL;',
                    hash="af53939246a7629ae93808859c2205a51606c671",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9f63f",
                    table="clients_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_consentevent" ("client_id", "expires_on", "given_on", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "revoked_on") VALUES (OLD."client_id", OLD."expires_on", OLD."given_on", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."recorded_at", OLD."recorded_by_id", OLD."revoked_on"); RETURN NULL;',
                    hash="406b5e4cf250af879a48c4213be010449164696c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7feba",
                    table="clients_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portalaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_portalaccessevent" ("can_see_balance", "can_upload", "client_id", "created_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "receives_alerts", "revoked_at", "user_id") VALUES (NEW."can_see_balance", NEW."can_upload", NEW."client_id", NEW."created_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."receives_alerts", NEW."revoked_at", NEW."user_id"); RETURN NULL;',
                    hash="82c40ba7b2bdd1a142af349b9f7174255ba4a582",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_122db",
                    table="clients_portalaccess",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portalaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clients_portalaccessevent" ("can_see_balance", "can_upload", "client_id", "created_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "receives_alerts", "revoked_at", "user_id") VALUES (NEW."can_see_balance", NEW."can_upload", NEW."client_id", NEW."created_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."receives_alerts", NEW."revoked_at", NEW."user_id"); RETURN NULL;',
                    hash="5eeb96016461e352629fdb15a5fc526dcb1e5f19",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fad5d",
                    table="clients_portalaccess",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portalaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clients_portalaccessevent" ("can_see_balance", "can_upload", "client_id", "created_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "receives_alerts", "revoked_at", "user_id") VALUES (OLD."can_see_balance", OLD."can_upload", OLD."client_id", OLD."created_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."receives_alerts", OLD."revoked_at", OLD."user_id"); RETURN NULL;',
                    hash="9606deac9e7c46886e67fdeebb138da72e08a58b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_898a7",
                    table="clients_portalaccess",
                    when="AFTER",
                ),
            ),
        ),
    ]
