"""Closed lists of the ERA app."""

from django.db import models


class Disposition(models.TextChoices):
    IMPORT = "import", "Ready"
    HOLD = "hold", "Held"
    REJECT = "reject", "Refused"


class FileState(models.TextChoices):
    READING = "reading", "Being read"
    READ = "read", "Read"
    FAILED = "failed", "Could not be read"


class RemittanceState(models.TextChoices):
    OPEN = "open", "Not posted"
    HELD = "held", "Held"
    POSTING = "posting", "Posting"
    POSTED = "posted", "Posted"
    DUPLICATE = "duplicate", "Loaded before"
    UNDONE = "undone", "Undone"


class MatchState(models.TextChoices):
    MATCHED = "matched", "Matched"
    SUGGESTED = "suggested", "Suggested"
    UNMATCHED = "unmatched", "Matches nobody"
    HELD = "held", "Held"
    POSTED = "posted", "Posted"
    INFORMATION = "information", "Information only"
    IGNORED = "ignored", "Ignored"
    UNDONE = "undone", "Undone"
