"""Closed lists of the insurance app."""

from django.db import models


class Position(models.IntegerChoices):
    """Order of a plan on its days; SBR01 of the 837P."""

    PRIMARY = 1, "Primary"
    SECONDARY = 2, "Secondary"
    TERTIARY = 3, "Tertiary"

    @property
    def letter(self) -> str:
        return "PST"[self.value - 1]

    @property
    def word(self) -> str:
        """The API's word."""
        return self.label.lower()

    @classmethod
    def from_word(cls, word: str) -> "Position":
        return cls[word.upper()]


class Relationship(models.TextChoices):
    """The patient's relationship to the subscriber; the codes are those of SBR02 / PAT01."""

    SELF = "self", "Self"
    SPOUSE = "spouse", "Spouse"
    CHILD = "child", "Child"
    OTHER = "other", "Other"

    @property
    def x12_code(self) -> str:
        return {"self": "18", "spouse": "01", "child": "19", "other": "G8"}[self.value]


class FilingIndicator(models.TextChoices):
    """SBR09: values of the guide with our own labels."""

    COMMERCIAL = "CI", "Commercial"
    BLUE_CROSS = "BL", "Blue Cross Blue Shield"
    HMO = "HM", "HMO"
    PPO = "12", "PPO"
    POINT_OF_SERVICE = "13", "Point of service"
    EPO = "14", "EPO"
    INDEMNITY = "15", "Indemnity"
    MEDICARE_ADVANTAGE = "16", "Medicare Advantage (HMO)"
    MEDICARE_A = "MA", "Medicare Part A"
    MEDICARE_B = "MB", "Medicare Part B"
    MEDICAID = "MC", "Medicaid"
    TRICARE = "CH", "TRICARE"
    VETERANS = "VA", "Veterans Affairs"
    FEDERAL_EMPLOYEES = "FI", "Federal Employees Program"
    OTHER_FEDERAL = "OF", "Other federal program"
    TITLE_V = "TV", "Title V"
    WORKERS_COMPENSATION = "WC", "Workers' compensation"
    AUTO = "AM", "Automobile medical"
    LIABILITY = "LM", "Liability"
    DISABILITY = "DS", "Disability"
    OTHER_NON_FEDERAL = "11", "Other non-federal program"
    UNKNOWN = "ZZ", "Unknown"

    @property
    def is_medicare(self) -> bool:
        return self.value in {"MA", "MB"}


class MedicareSecondaryReason(models.TextChoices):
    """SBR05: why Medicare is not first. Required wherever Medicare is not primary; our own labels."""

    WORKING_AGED = "12", "Working aged, employer plan first"
    ESRD = "13", "End-stage renal disease, first 30 months"
    NO_FAULT = "14", "No-fault insurance"
    WORKERS_COMPENSATION = "15", "Workers' compensation"
    FEDERAL_AGENCY = "16", "Public health or other federal agency"
    BLACK_LUNG = "41", "Black Lung"
    VETERANS = "42", "Veterans Affairs"
    DISABLED = "43", "Disabled under 65, large employer plan first"
    LIABILITY = "47", "Liability insurance"


class Disclosure(models.TextChoices):
    """Whether anything about the client may go to this plan at all."""

    BILL = "bill", "Bill this plan"
    SELF_PAY = "self_pay", "Client pays in full and asked not to tell this plan"
    DO_NOT_BILL = "do_not_bill", "Do not bill this plan"
