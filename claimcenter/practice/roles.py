"""The roles of people in a practice."""

from django.db import models


class Role(models.TextChoices):
    CLINICIAN = "clinician", "Clinician"
    BILLER = "biller", "Biller"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"
    OPERATOR = "operator", "Operator"
    PORTAL = "portal", "Client portal"
