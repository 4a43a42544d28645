import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.fields
import claimcenter.practice.tenancy
import claimcenter.practice.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Practice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, validators=[claimcenter.practice.validators.plain_text])),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "email",
                    models.EmailField(
                        max_length=254, unique=True, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                ("name", models.CharField(max_length=120, validators=[claimcenter.practice.validators.plain_text])),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the operator's admin")),
                ("date_joined", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="practice_user_email_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line1",
                    models.CharField(
                        max_length=55, validators=[claimcenter.practice.validators.plain_text], verbose_name="address"
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
                ("city", models.CharField(max_length=30, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "state",
                    models.CharField(
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
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="ZIP code",
                    ),
                ),
                ("name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "npi",
                    models.CharField(
                        blank=True, max_length=10, validators=[claimcenter.practice.validators.npi], verbose_name="NPI"
                    ),
                ),
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
                ("is_active", models.BooleanField(default=True)),
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
                "verbose_name_plural": "facilities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("npi", ""), ("npi__regex", "^[12][0-9]{9}$"), _connector="OR"),
                        name="practice_facility_npi",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place_of_service__regex", "^[0-9]{2}$")), name="practice_facility_pos"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("at", models.DateTimeField()),
                ("detail", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line1",
                    models.CharField(
                        max_length=55, validators=[claimcenter.practice.validators.plain_text], verbose_name="address"
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
                ("city", models.CharField(max_length=30, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "state",
                    models.CharField(
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
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="ZIP code",
                    ),
                ),
                ("name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "npi",
                    models.CharField(
                        max_length=10, validators=[claimcenter.practice.validators.npi], verbose_name="NPI"
                    ),
                ),
                (
                    "tax_id",
                    claimcenter.practice.fields.EncryptedTextField(
                        editable=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{9}\\Z", "A tax id has nine digits, without dashes."
                            )
                        ],
                    ),
                ),
                (
                    "tax_id_kind",
                    models.CharField(
                        choices=[("EI", "Employer identification number"), ("SY", "Social security number")],
                        default="EI",
                        max_length=2,
                    ),
                ),
                (
                    "taxonomy",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{9}X\\Z",
                                "A taxonomy code has ten characters and ends in X, like 101YM0800X.",
                            )
                        ],
                        verbose_name="taxonomy code",
                    ),
                ),
                (
                    "pay_to_line1",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="pay-to address",
                    ),
                ),
                (
                    "pay_to_line2",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="pay-to address, second line",
                    ),
                ),
                (
                    "pay_to_city",
                    models.CharField(
                        blank=True, max_length=30, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "pay_to_state",
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
                    "pay_to_zip",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="pay-to ZIP code",
                    ),
                ),
                ("is_default", models.BooleanField(default=False, verbose_name="used where nothing else is chosen")),
                ("is_active", models.BooleanField(default=True)),
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
                        condition=models.Q(("is_default", True)),
                        fields=("practice",),
                        name="practice_organization_one_default",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("npi__regex", "^[12][0-9]{9}$")), name="practice_organization_npi"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tax_id_kind__in", ["EI", "SY"])), name="practice_organization_tax_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("pay_to_city", ""), ("pay_to_line1", ""), ("pay_to_state", ""), ("pay_to_zip", "")
                            ),
                            models.Q(
                                ("pay_to_line1", ""),
                                ("pay_to_city", ""),
                                ("pay_to_state", ""),
                                ("pay_to_zip", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="practice_organization_pay_to_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("practice_id", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("user_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(max_length=60)),
                ("action", models.CharField(max_length=80)),
                ("object_type", models.CharField(blank=True, max_length=80)),
                ("object_id", models.CharField(blank=True, max_length=40)),
                ("client_id", models.BigIntegerField(null=True)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("request_id", models.UUIDField(default=uuid.uuid4)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("not_found", "Not found"),
                            ("invalid", "Not accepted"),
                            ("failed", "Failed"),
                        ],
                        default="done",
                        max_length=20,
                    ),
                ),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice_id", "at", "id"], name="practice_audit_at"),
                    models.Index(fields=["practice_id", "user_id", "at"], name="practice_audit_user"),
                    models.Index(fields=["practice_id", "client_id", "at"], name="practice_audit_client"),
                    models.Index(fields=["practice_id", "object_type", "object_id"], name="practice_audit_object"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("practice_id", models.BigIntegerField()),
                ("ordinal", models.BigIntegerField()),
                ("event_id", models.BigIntegerField(unique=True)),
                ("seal", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice_id", "ordinal"), name="practice_auditlink_ordinal")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganizationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "line1",
                    models.CharField(
                        max_length=55, validators=[claimcenter.practice.validators.plain_text], verbose_name="address"
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
                ("city", models.CharField(max_length=30, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "state",
                    models.CharField(
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
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="ZIP code",
                    ),
                ),
                ("name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "npi",
                    models.CharField(
                        max_length=10, validators=[claimcenter.practice.validators.npi], verbose_name="NPI"
                    ),
                ),
                (
                    "tax_id",
                    claimcenter.practice.fields.EncryptedTextField(
                        editable=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{9}\\Z", "A tax id has nine digits, without dashes."
                            )
                        ],
                    ),
                ),
                (
                    "tax_id_kind",
                    models.CharField(
                        choices=[("EI", "Employer identification number"), ("SY", "Social security number")],
                        default="EI",
                        max_length=2,
                    ),
                ),
                (
                    "taxonomy",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{9}X\\Z",
                                "A taxonomy code has ten characters and ends in X, like 101YM0800X.",
                            )
                        ],
                        verbose_name="taxonomy code",
                    ),
                ),
                (
                    "pay_to_line1",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="pay-to address",
                    ),
                ),
                (
                    "pay_to_line2",
                    models.CharField(
                        blank=True,
                        max_length=55,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="pay-to address, second line",
                    ),
                ),
                (
                    "pay_to_city",
                    models.CharField(
                        blank=True, max_length=30, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "pay_to_state",
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
                    "pay_to_zip",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="pay-to ZIP code",
                    ),
                ),
                ("is_default", models.BooleanField(default=False, verbose_name="used where nothing else is chosen")),
                ("is_active", models.BooleanField(default=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="practice.organization",
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
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clinician", "Clinician"),
                            ("biller", "Biller"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                            ("operator", "Operator"),
                            ("portal", "Client portal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="practice.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "practice"), name="practice_membership_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["clinician", "biller", "administrator", "auditor", "operator", "portal"])
                        ),
                        name="practice_membership_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FacilityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "line1",
                    models.CharField(
                        max_length=55, validators=[claimcenter.practice.validators.plain_text], verbose_name="address"
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
                ("city", models.CharField(max_length=30, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "state",
                    models.CharField(
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
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9]{5}([0-9]{4})?\\Z", "A ZIP code has five or nine digits, without a dash."
                            )
                        ],
                        verbose_name="ZIP code",
                    ),
                ),
                ("name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "npi",
                    models.CharField(
                        blank=True, max_length=10, validators=[claimcenter.practice.validators.npi], verbose_name="NPI"
                    ),
                ),
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
                ("is_active", models.BooleanField(default=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="practice.facility",
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
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=500)),
                ("body", claimcenter.practice.fields.EncryptedTextField(editable=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "indexes": [models.Index(fields=["practice", "user", "created_at"], name="practice_draft_of_user")],
            },
        ),
        migrations.CreateModel(
            name="ControlNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("last", models.BigIntegerField(default=0)),
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
                    models.UniqueConstraint(fields=("practice", "kind"), name="practice_controlnumber_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", 0)), name="practice_controlnumber_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=12)),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True), ("revoked_at__gte", models.F("created_at")), _connector="OR"
                        ),
                        name="practice_apikey_revoked_after",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("auto_file_claims", models.BooleanField(default=False, verbose_name="Auto File Claims")),
                (
                    "auto_update_patient_responsibility",
                    models.BooleanField(default=False, verbose_name="Auto-Update Patient Responsibility"),
                ),
                (
                    "auto_post_payments_denials",
                    models.BooleanField(default=False, verbose_name="Auto Post Insurance Payments & Denials"),
                ),
                (
                    "auto_post_writeoffs",
                    models.BooleanField(default=False, verbose_name="Auto Post Insurance Write-offs"),
                ),
                (
                    "require_mfa",
                    models.BooleanField(default=False, verbose_name="Staff must sign in with a second factor"),
                ),
                (
                    "submitter_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "submitter_id",
                    models.CharField(
                        blank=True, max_length=15, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "receiver_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "receiver_id",
                    models.CharField(
                        blank=True, max_length=15, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "contact_phone",
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
                    "usage_indicator",
                    models.CharField(
                        choices=[("T", "Test"), ("P", "Production")],
                        default="T",
                        max_length=1,
                        verbose_name="files are",
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
                "verbose_name_plural": "practice settings",
                "constraints": [
                    models.UniqueConstraint(fields=("practice",), name="practice_settings_once"),
                    models.CheckConstraint(
                        condition=models.Q(("usage_indicator__in", ["T", "P"])), name="practice_settings_usage"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeSettingsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("auto_file_claims", models.BooleanField(default=False, verbose_name="Auto File Claims")),
                (
                    "auto_update_patient_responsibility",
                    models.BooleanField(default=False, verbose_name="Auto-Update Patient Responsibility"),
                ),
                (
                    "auto_post_payments_denials",
                    models.BooleanField(default=False, verbose_name="Auto Post Insurance Payments & Denials"),
                ),
                (
                    "auto_post_writeoffs",
                    models.BooleanField(default=False, verbose_name="Auto Post Insurance Write-offs"),
                ),
                (
                    "require_mfa",
                    models.BooleanField(default=False, verbose_name="Staff must sign in with a second factor"),
                ),
                (
                    "submitter_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "submitter_id",
                    models.CharField(
                        blank=True, max_length=15, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "receiver_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "receiver_id",
                    models.CharField(
                        blank=True, max_length=15, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(
                        blank=True, max_length=60, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "contact_phone",
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
                    "usage_indicator",
                    models.CharField(
                        choices=[("T", "Test"), ("P", "Production")],
                        default="T",
                        max_length=1,
                        verbose_name="files are",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="practice.practicesettings",
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
            name="Provider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first_name",
                    models.CharField(max_length=35, validators=[claimcenter.practice.validators.plain_text]),
                ),
                ("last_name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "credentials",
                    models.CharField(
                        blank=True, max_length=20, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "npi",
                    models.CharField(
                        max_length=10, validators=[claimcenter.practice.validators.npi], verbose_name="NPI"
                    ),
                ),
                (
                    "taxonomy",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{9}X\\Z",
                                "A taxonomy code has ten characters and ends in X, like 101YM0800X.",
                            )
                        ],
                        verbose_name="taxonomy code",
                    ),
                ),
                ("employed_from", models.DateField(blank=True, null=True)),
                ("employed_to", models.DateField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
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
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised",
                        to="practice.provider",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sign-in",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "npi"), name="practice_provider_npi_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("practice", "user"),
                        name="practice_provider_user_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("npi__regex", "^[12][0-9]{9}$")), name="practice_provider_npi"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("employed_from__isnull", True),
                            ("employed_to__isnull", True),
                            ("employed_to__gte", models.F("employed_from")),
                            _connector="OR",
                        ),
                        name="practice_provider_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supervisor__isnull", True),
                            models.Q(("supervisor", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="practice_provider_not_own_supervisor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "first_name",
                    models.CharField(max_length=35, validators=[claimcenter.practice.validators.plain_text]),
                ),
                ("last_name", models.CharField(max_length=60, validators=[claimcenter.practice.validators.plain_text])),
                (
                    "credentials",
                    models.CharField(
                        blank=True, max_length=20, validators=[claimcenter.practice.validators.plain_text]
                    ),
                ),
                (
                    "npi",
                    models.CharField(
                        max_length=10, validators=[claimcenter.practice.validators.npi], verbose_name="NPI"
                    ),
                ),
                (
                    "taxonomy",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{9}X\\Z",
                                "A taxonomy code has ten characters and ends in X, like 101YM0800X.",
                            )
                        ],
                        verbose_name="taxonomy code",
                    ),
                ),
                ("employed_from", models.DateField(blank=True, null=True)),
                ("employed_to", models.DateField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="practice.provider",
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
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice.provider",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sign-in",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServiceCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{5}\\Z", "A CPT or HCPCS code has five characters, like 90837."
                            )
                        ],
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        max_length=120,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="description",
                    ),
                ),
                (
                    "default_charge",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="charge",
                    ),
                ),
                ("default_minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                (
                    "modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=2,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "\\A[0-9A-Z]{2}\\Z", "A modifier has two characters, like 95."
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Up to four, with commas between.",
                        size=4,
                    ),
                ),
                (
                    "is_add_on",
                    models.BooleanField(default=False, verbose_name="add-on code (only together with another)"),
                ),
                (
                    "never_claim",
                    models.BooleanField(default=False, verbose_name="never make a claim encounter for this code"),
                ),
                ("is_active", models.BooleanField(default=True)),
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
                    models.UniqueConstraint(fields=("practice", "code"), name="practice_servicecode_once"),
                    models.CheckConstraint(
                        condition=models.Q(("default_charge__gte", 0)), name="practice_servicecode_charge"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9A-Z]{5}$")), name="practice_servicecode_code"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceCodeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "code",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Z]{5}\\Z", "A CPT or HCPCS code has five characters, like 90837."
                            )
                        ],
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        max_length=120,
                        validators=[claimcenter.practice.validators.plain_text],
                        verbose_name="description",
                    ),
                ),
                (
                    "default_charge",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="charge",
                    ),
                ),
                ("default_minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                (
                    "modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=2,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "\\A[0-9A-Z]{2}\\Z", "A modifier has two characters, like 95."
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Up to four, with commas between.",
                        size=4,
                    ),
                ),
                (
                    "is_add_on",
                    models.BooleanField(default=False, verbose_name="add-on code (only together with another)"),
                ),
                (
                    "never_claim",
                    models.BooleanField(default=False, verbose_name="never make a claim encounter for this code"),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="practice.servicecode",
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
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("name_encrypted", claimcenter.practice.fields.EncryptedTextField(editable=True)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
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
                "indexes": [models.Index(fields=["practice", "kind", "sha256"], name="practice_storedfile_bytes")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gte", 0)), name="practice_storedfile_size")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chunks", to="practice.storedfile"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("file", "ordinal"), name="practice_storedchunk_once")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_organizationevent" ("city", "id", "is_active", "is_default", "line1", "line2", "name", "npi", "pay_to_city", "pay_to_line1", "pay_to_line2", "pay_to_state", "pay_to_zip", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "state", "tax_id", "tax_id_kind", "taxonomy", "zip") VALUES (NEW."city", NEW."id", NEW."is_active", NEW."is_default", NEW."line1", NEW."line2", NEW."name", NEW."npi", NEW."pay_to_city", NEW."pay_to_line1", NEW."pay_to_line2", NEW."pay_to_state", NEW."pay_to_zip", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."state", NEW."tax_id", NEW."tax_id_kind", NEW."taxonomy", NEW."zip"); RETURN NULL;',
                    hash="e05ae13912f554e632d034f13108e8ba87d6f27e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2c4e6",
                    table="practice_organization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_organizationevent" ("city", "id", "is_active", "is_default", "line1", "line2", "name", "npi", "pay_to_city", "pay_to_line1", "pay_to_line2", "pay_to_state", "pay_to_zip", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "state", "tax_id", "tax_id_kind", "taxonomy", "zip") VALUES (NEW."city", NEW."id", NEW."is_active", NEW."is_default", NEW."line1", NEW."line2", NEW."name", NEW."npi", NEW."pay_to_city", NEW."pay_to_line1", NEW."pay_to_line2", NEW."pay_to_state", NEW."pay_to_zip", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."state", NEW."tax_id", NEW."tax_id_kind", NEW."taxonomy", NEW."zip"); RETURN NULL;',
                    hash="c1e537d05e71cedde0f17ad421d48af2fb1efab0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b0166",
                    table="practice_organization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_organizationevent" ("city", "id", "is_active", "is_default", "line1", "line2", "name", "npi", "pay_to_city", "pay_to_line1", "pay_to_line2", "pay_to_state", "pay_to_zip", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "state", "tax_id", "tax_id_kind", "taxonomy", "zip") VALUES (OLD."city", OLD."id", OLD."is_active", OLD."is_default", OLD."line1", OLD."line2", OLD."name", OLD."npi", OLD."pay_to_city", OLD."pay_to_line1", OLD."pay_to_line2", OLD."pay_to_state", OLD."pay_to_zip", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."state", OLD."tax_id", OLD."tax_id_kind", OLD."taxonomy", OLD."zip"); RETURN NULL;',
                    hash="8609847358b6e1c6a269a83fbbf8f36d5b95892e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3d281",
                    table="practice_organization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facility",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_facilityevent" ("city", "id", "is_active", "line1", "line2", "name", "npi", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_of_service", "practice_id", "state", "zip") VALUES (NEW."city", NEW."id", NEW."is_active", NEW."line1", NEW."line2", NEW."name", NEW."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place_of_service", NEW."practice_id", NEW."state", NEW."zip"); RETURN NULL;',
                    hash="61a48aae64818b80a35cfcada372c33248dbf83b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9439e",
                    table="practice_facility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facility",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_facilityevent" ("city", "id", "is_active", "line1", "line2", "name", "npi", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_of_service", "practice_id", "state", "zip") VALUES (NEW."city", NEW."id", NEW."is_active", NEW."line1", NEW."line2", NEW."name", NEW."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place_of_service", NEW."practice_id", NEW."state", NEW."zip"); RETURN NULL;',
                    hash="044b2e20b98967d6f26510081e22b46d124bffce",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e408c",
                    table="practice_facility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facility",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_facilityevent" ("city", "id", "is_active", "line1", "line2", "name", "npi", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_of_service", "practice_id", "state", "zip") VALUES (OLD."city", OLD."id", OLD."is_active", OLD."line1", OLD."line2", OLD."name", OLD."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."place_of_service", OLD."practice_id", OLD."state", OLD."zip"); RETURN NULL;',
                    hash="16b5168f6ea7c2fdb05565137be64b64bbd4335e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d1bfd",
                    table="practice_facility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practicesettings",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_practicesettingsevent" ("auto_file_claims", "auto_post_payments_denials", "auto_post_writeoffs", "auto_update_patient_responsibility", "contact_name", "contact_phone", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "receiver_id", "receiver_name", "require_mfa", "submitter_id", "submitter_name", "usage_indicator") VALUES (NEW."auto_file_claims", NEW."auto_post_payments_denials", NEW."auto_post_writeoffs", NEW."auto_update_patient_responsibility", NEW."contact_name", NEW."contact_phone", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."receiver_id", NEW."receiver_name", NEW."require_mfa", NEW."submitter_id", NEW."submitter_name", NEW."usage_indicator"); RETURN NULL;',
                    hash="29bcd8330b82ab6ec4724d308d34964d573282f5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3c808",
                    table="practice_practicesettings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practicesettings",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_practicesettingsevent" ("auto_file_claims", "auto_post_payments_denials", "auto_post_writeoffs", "auto_update_patient_responsibility", "contact_name", "contact_phone", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "receiver_id", "receiver_name", "require_mfa", "submitter_id", "submitter_name", "usage_indicator") VALUES (NEW."auto_file_claims", NEW."auto_post_payments_denials", NEW."auto_post_writeoffs", NEW."auto_update_patient_responsibility", NEW."contact_name", NEW."contact_phone", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."receiver_id", NEW."receiver_name", NEW."require_mfa", NEW."submitter_id", NEW."submitter_name", NEW."usage_indicator"); RETURN NULL;',
                    hash="b3b7c58e9ab8a5cb83884467499fd06119ccf2bc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ac754",
                    table="practice_practicesettings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="practicesettings",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_practicesettingsevent" ("auto_file_claims", "auto_post_payments_denials", "auto_post_writeoffs", "auto_update_patient_responsibility", "contact_name", "contact_phone", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "receiver_id", "receiver_name", "require_mfa", "submitter_id", "submitter_name", "usage_indicator") VALUES (OLD."auto_file_claims", OLD."auto_post_payments_denials", OLD."auto_post_writeoffs", OLD."auto_update_patient_responsibility", OLD."contact_name", OLD."contact_phone", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."receiver_id", OLD."receiver_name", OLD."require_mfa", OLD."submitter_id", OLD."submitter_name", OLD."usage_indicator"); RETURN NULL;',
                    hash="3c9a97df088099dd969666fe80512c11811581e1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_18130",
                    table="practice_practicesettings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provider",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_providerevent" ("credentials", "employed_from", "employed_to", "first_name", "id", "is_active", "last_name", "npi", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "supervisor_id", "taxonomy", "user_id") VALUES (NEW."credentials", NEW."employed_from", NEW."employed_to", NEW."first_name", NEW."id", NEW."is_active", NEW."last_name", NEW."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."supervisor_id", NEW."taxonomy", NEW."user_id"); RETURN NULL;',
                    hash="ca9281d55a5bb5847948a078b68536066cbdee37",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b12f1",
                    table="practice_provider",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provider",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_providerevent" ("credentials", "employed_from", "employed_to", "first_name", "id", "is_active", "last_name", "npi", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "supervisor_id", "taxonomy", "user_id") VALUES (NEW."credentials", NEW."employed_from", NEW."employed_to", NEW."first_name", NEW."id", NEW."is_active", NEW."last_name", NEW."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."supervisor_id", NEW."taxonomy", NEW."user_id"); RETURN NULL;',
                    hash="9a782c0274cddf46c9dc24593776461aa46ccc54",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_44e25",
                    table="practice_provider",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provider",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_providerevent" ("credentials", "employed_from", "employed_to", "first_name", "id", "is_active", "last_name", "npi", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "supervisor_id", "taxonomy", "user_id") VALUES (OLD."credentials", OLD."employed_from", OLD."employed_to", OLD."first_name", OLD."id", OLD."is_active", OLD."last_name", OLD."npi", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."supervisor_id", OLD."taxonomy", OLD."user_id"); RETURN NULL;',
                    hash="4f2624a697c858e084b7643d2ac5bed78608be23",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0d3a5",
                    table="practice_provider",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicecode",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_servicecodeevent" ("code", "default_charge", "default_minutes", "id", "is_active", "is_add_on", "label", "modifiers", "never_claim", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."code", NEW."default_charge", NEW."default_minutes", NEW."id", NEW."is_active", NEW."is_add_on", NEW."label", NEW."modifiers", NEW."never_claim", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;',
                    hash="3152356def256f0736abe350ef5137fa69124230",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ae120",
                    table="practice_servicecode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicecode",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_servicecodeevent" ("code", "default_charge", "default_minutes", "id", "is_active", "is_add_on", "label", "modifiers", "never_claim", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."code", NEW."default_charge", NEW."default_minutes", NEW."id", NEW."is_active", NEW."is_add_on", NEW."label", NEW."modifiers", NEW."never_claim", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;',
                    hash="d45d8839cc458bc46c0eae04009fd04b838da259",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_00220",
                    table="practice_servicecode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicecode",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_servicecodeevent" ("code", "default_charge", "default_minutes", "id", "is_active", "is_add_on", "label", "modifiers", "never_claim", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."code", OLD."default_charge", OLD."default_minutes", OLD."id", OLD."is_active", OLD."is_add_on", OLD."label", OLD."modifiers", OLD."never_claim", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;',
                    hash="4f0d276f4e1377fab522541c8c4910f009adc672",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_19dcc",
                    table="practice_servicecode",
                    when="AFTER",
                ),
            ),
        ),
    ]
