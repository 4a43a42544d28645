"""Closed lists of the clients app; the values are what the API and the database say."""

from django.db import models


class Sex(models.TextChoices):
    """Legal sex as a payer holds it: DMG03 of the 837P."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Unknown"


class PaymentMethod(models.TextChoices):
    CASH = "cash", "Cash"
    CARD = "card", "Card"
    CHECK = "check", "Check"
    TRANSFER = "transfer", "Bank transfer"
    OTHER = "other", "Other"


class DocumentKind(models.TextChoices):
    CARD_FRONT = "card_front", "Insurance card, front"
    CARD_BACK = "card_back", "Insurance card, back"
    CONSENT = "consent", "Consent"
    EOB = "eob", "Explanation of benefits"
    OTHER = "other", "Other"


class ConsentKind(models.TextChoices):
    """42 CFR Part 2: one consent covers all treatment, payment and health-care operations."""

    PART2_TPO = "part2_tpo", "Part 2: treatment, payment and operations"
