import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import claimcenter.practice.tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("claims", "0001_initial"),
        ("insurance", "0002_plan_rules"),
        ("practice", "0002_rules"),
        ("practice", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="EraFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("reading", "Being read"), ("read", "Read"), ("failed", "Could not be read")],
                        default="reading",
                        max_length=8,
                    ),
                ),
                (
                    "disposition",
                    models.CharField(
                        blank=True, choices=[("import", "Ready"), ("hold", "Held"), ("reject", "Refused")], max_length=8
                    ),
                ),
                ("problems", models.JSONField(default=list)),
                ("problem_count", models.PositiveIntegerField(default=0)),
                ("claims_read", models.PositiveIntegerField(default=0)),
                ("loaded_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.storedfile"
                    ),
                ),
                (
                    "loaded_by",
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
            ],
            options={
                "indexes": [models.Index(fields=["practice", "-loaded_at", "-id"], name="era_file_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "sha256"), name="era_file_bytes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["reading", "read", "failed"])), name="era_file_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disposition__in", ["", "import", "hold", "reject"])),
                        name="era_file_disposition_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EraJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("read", "Read"), ("post", "Post"), ("undo", "Undo")], max_length=4),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=400)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "era_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="era.erafile"
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
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["practice", "id"],
                        name="era_job_unfinished",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=("practice", "era_file"),
                        name="era_job_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed", "cancelled"])),
                        name="era_job_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["read", "post", "undo"])), name="era_job_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayeeIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
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
                    models.UniqueConstraint(fields=("practice", "identifier"), name="payee_identifier_once"),
                    models.CheckConstraint(
                        condition=models.Q(("identifier", ""), _negated=True), name="payee_identifier_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remittance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("control_number", models.CharField(blank=True, max_length=20)),
                ("payer_name", models.CharField(blank=True, max_length=120)),
                ("payer_identifier", models.CharField(blank=True, max_length=80)),
                ("payer_originating_id", models.CharField(blank=True, max_length=30)),
                (
                    "payer_identifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("payee_name", models.CharField(blank=True, max_length=120)),
                ("payee_identifier", models.CharField(blank=True, max_length=80)),
                ("payee_tax_id", models.CharField(blank=True, max_length=30)),
                ("handling", models.CharField(blank=True, max_length=2)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("method", models.CharField(blank=True, max_length=3)),
                ("payment_date", models.DateField(null=True)),
                ("production_date", models.DateField(null=True)),
                ("trace_number", models.CharField(max_length=60)),
                ("claims_paid", models.DecimalField(decimal_places=2, max_digits=14)),
                ("provider_level", models.DecimalField(decimal_places=2, max_digits=14)),
                ("claims_digest", models.CharField(max_length=64)),
                ("balanced", models.BooleanField()),
                ("problems", models.JSONField(default=list)),
                ("claim_count", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Not posted"),
                            ("held", "Held"),
                            ("posted", "Posted"),
                            ("duplicate", "Loaded before"),
                            ("undone", "Undone"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("file", "The file has faults."),
                            ("payee_unknown", "Nobody here has this payee identifier."),
                            ("payee_elsewhere", "This payment is for another practice."),
                            ("no_payment_date", "The payment carries no date."),
                            ("same_trace", "The same trace number came before with another amount or date."),
                            (
                                "same_payment",
                                "The same payment came before with other claims. Is this another part of it?",
                            ),
                            ("unbalanced", "The figures do not add up."),
                            ("duplicate_claim", "The same claim stands twice in this payment."),
                            ("payer_unknown", "This payer's identifier is not known here."),
                            ("other_payer", "The answer comes from a payer that this claim was not sent to."),
                            ("line_unknown", "A service line fits no line of the claim."),
                            ("charge_differs", "The charge is not the one that was sent."),
                            ("status_unknown", "The claim status code is not one of the 835's."),
                            ("claim_void", "The claim was voided here."),
                            (
                                "already_answered",
                                "The claim was answered before, and no reversal of that answer has come.",
                            ),
                            ("nothing_to_reverse", "A reversal of a payment that was never posted here."),
                            ("not_postable", "Posting this claim was refused."),
                        ],
                        max_length=20,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=400)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("release_reason", models.CharField(blank=True, max_length=400)),
                ("posted_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="era.remittance",
                    ),
                ),
                (
                    "era_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remittances", to="era.erafile"
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="era.remittance",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittances",
                        to="insurance.payer",
                    ),
                ),
                (
                    "posted_by",
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
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "trace_number"], name="remittance_by_trace"),
                    models.Index(fields=["practice", "state", "-id"], name="remittance_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "era_file", "ordinal"), name="remittance_ordinal_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("part_of__isnull", True), ("state", "posted")),
                        fields=("practice", "payer_originating_id", "trace_number", "amount", "payment_date"),
                        name="payment_posted_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "held", "posted", "duplicate", "undone"])),
                        name="remittance_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "hold__in",
                                [
                                    "",
                                    "file",
                                    "payee_unknown",
                                    "payee_elsewhere",
                                    "no_payment_date",
                                    "same_trace",
                                    "same_payment",
                                    "unbalanced",
                                    "duplicate_claim",
                                    "payer_unknown",
                                    "other_payer",
                                    "line_unknown",
                                    "charge_differs",
                                    "status_unknown",
                                    "claim_void",
                                    "already_answered",
                                    "nothing_to_reverse",
                                    "not_postable",
                                ],
                            )
                        ),
                        name="remittance_hold_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("hold", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="remittance_held_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                            models.Q(
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                models.Q(("release_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="remittance_released_at_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "posted"), _negated=True), ("posted_at__isnull", False), _connector="OR"
                        ),
                        name="remittance_posted_at_when_posted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), _negated=True), ("undone_at__isnull", False), _connector="OR"
                        ),
                        name="remittance_undone_at_when_undone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason_code", models.CharField(max_length=4)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("provider_identifier", models.CharField(blank=True, max_length=80)),
                ("fiscal_date", models.DateField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provider_adjustments",
                        to="era.remittance",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RemittanceClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("patient_control_number", models.CharField(blank=True, max_length=50)),
                ("status_code", models.CharField(max_length=2)),
                ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                ("paid", models.DecimalField(decimal_places=2, max_digits=12)),
                ("patient_responsibility", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("filing_indicator", models.CharField(blank=True, max_length=2)),
                ("payer_claim_control_number", models.CharField(blank=True, max_length=80)),
                ("frequency_code", models.CharField(blank=True, max_length=1)),
                ("patient_last_name", models.CharField(blank=True, max_length=80)),
                ("patient_first_name", models.CharField(blank=True, max_length=60)),
                ("member_index", models.BinaryField(null=True)),
                ("forwarded_to", models.CharField(blank=True, max_length=80)),
                ("corrected_priority_payer", models.CharField(blank=True, max_length=80)),
                ("corrected_patient", models.BooleanField(default=False)),
                (
                    "remarks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("moa", models.JSONField(default=list)),
                ("service_from", models.DateField(null=True)),
                ("service_to", models.DateField(null=True)),
                ("balanced", models.BooleanField()),
                ("problems", models.JSONField(default=list)),
                ("details", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=64)),
                ("segment", models.CharField(blank=True, max_length=400)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="era.remittance"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "patient_control_number"], name="remittance_claim_by_pcn"),
                    models.Index(fields=["practice", "remittance", "fingerprint"], name="remittance_claim_again"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "remittance", "ordinal"), name="remittance_claim_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("matched", "Matched"),
                            ("suggested", "To be confirmed"),
                            ("unmatched", "Matches nobody"),
                            ("held", "Held"),
                            ("posted", "Posted"),
                            ("information", "Information only"),
                            ("ignored", "Ignored"),
                            ("undone", "Undone"),
                        ],
                        max_length=12,
                    ),
                ),
                ("how", models.CharField(blank=True, max_length=80)),
                (
                    "reason_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("file", "The file has faults."),
                            ("payee_unknown", "Nobody here has this payee identifier."),
                            ("payee_elsewhere", "This payment is for another practice."),
                            ("no_payment_date", "The payment carries no date."),
                            ("same_trace", "The same trace number came before with another amount or date."),
                            (
                                "same_payment",
                                "The same payment came before with other claims. Is this another part of it?",
                            ),
                            ("unbalanced", "The figures do not add up."),
                            ("duplicate_claim", "The same claim stands twice in this payment."),
                            ("payer_unknown", "This payer's identifier is not known here."),
                            ("other_payer", "The answer comes from a payer that this claim was not sent to."),
                            ("line_unknown", "A service line fits no line of the claim."),
                            ("charge_differs", "The charge is not the one that was sent."),
                            ("status_unknown", "The claim status code is not one of the 835's."),
                            ("claim_void", "The claim was voided here."),
                            (
                                "already_answered",
                                "The claim was answered before, and no reversal of that answer has come.",
                            ),
                            ("nothing_to_reverse", "A reversal of a payment that was never posted here."),
                            ("not_postable", "Posting this claim was refused."),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "adjudication",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittance_match",
                        to="claims.adjudication",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittance_matches",
                        to="claims.claim",
                    ),
                ),
                (
                    "decided_by",
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
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.adjudication",
                    ),
                ),
                (
                    "settled_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="era.claimmatch",
                    ),
                ),
                (
                    "remittance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="era.remittance"
                    ),
                ),
                (
                    "remittance_claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="match", to="era.remittanceclaim"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "state", "-id"], name="match_by_state"),
                    models.Index(fields=["practice", "remittance", "state"], name="match_by_remittance"),
                    models.Index(fields=["practice", "claim"], name="match_by_claim"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "matched",
                                    "suggested",
                                    "unmatched",
                                    "held",
                                    "posted",
                                    "information",
                                    "ignored",
                                    "undone",
                                ],
                            )
                        ),
                        name="match_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason_code__in",
                                [
                                    "",
                                    "file",
                                    "payee_unknown",
                                    "payee_elsewhere",
                                    "no_payment_date",
                                    "same_trace",
                                    "same_payment",
                                    "unbalanced",
                                    "duplicate_claim",
                                    "payer_unknown",
                                    "other_payer",
                                    "line_unknown",
                                    "charge_differs",
                                    "status_unknown",
                                    "claim_void",
                                    "already_answered",
                                    "nothing_to_reverse",
                                    "not_postable",
                                ],
                            )
                        ),
                        name="match_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("matched", "suggested")), _negated=True),
                            ("claim__isnull", False),
                            _connector="OR",
                        ),
                        name="match_names_its_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="match_decided_at_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemittanceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("procedure", models.CharField(max_length=48)),
                (
                    "modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, size=None
                    ),
                ),
                ("submitted_procedure", models.CharField(blank=True, max_length=48)),
                (
                    "submitted_modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, size=None
                    ),
                ),
                ("charge", models.DecimalField(decimal_places=2, max_digits=12)),
                ("paid", models.DecimalField(decimal_places=2, max_digits=12)),
                ("allowed", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("units", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("service_date", models.DateField(null=True)),
                ("line_control_number", models.CharField(blank=True, max_length=50)),
                (
                    "remarks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("balanced", models.BooleanField()),
                ("segment", models.CharField(blank=True, max_length=400)),
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
                    "remittance_claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="era.remittanceclaim"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "remittance_claim", "ordinal"), name="remittance_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RemittanceAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_code", models.CharField(max_length=2)),
                ("reason_code", models.CharField(max_length=5)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("segment", models.CharField(blank=True, max_length=400)),
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
                    "remittance_claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="era.remittanceclaim",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="era.remittanceline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
