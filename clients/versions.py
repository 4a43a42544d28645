"""Optimistic locking: the second of two people who edit the same record is told who was first, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import current_user_id


@dataclass(frozen=True)
class LastChange:
    by: str
    at: datetime | None


class ChangedMeanwhile(Refusal):
    """Somebody saved this record after it was read. Nothing was changed; what was typed is still the caller's."""

    code = "changed_meanwhile"

    def __init__(self, message: str, *, last: LastChange, version: int) -> None:
        super().__init__(message)
        self.last = last
        self.version = version


def check_version(obj: Model, version: int | None) -> None:
    """Raises ChangedMeanwhile unless the (locked) record still has the version that was read; None asks for nothing."""
    current: int = obj.version  # type: ignore[attr-defined]
    if version is None or version == current:
        return
    last = last_change(obj)
    when = f" on {date_format(localtime(last.at), 'j M, H:i')}" if last.at else ""
    message = (
        f"{last.by} saved this{when}, while you were editing. Your entries are kept; please compare and save again."
    )
    raise ChangedMeanwhile(message, last=last, version=current)


def last_change(obj: Model) -> LastChange:
    """Who last changed a record with history, and when."""
    event = obj.history.order_by("-pgh_id").values("pgh_created_at", "pgh_context").first()  # type: ignore[attr-defined]
    if event is None:
        return LastChange("Somebody", None)
    user_id = (event["pgh_context"] or {}).get("user")
    return LastChange(_name(user_id), event["pgh_created_at"])


def _name(user_id: int | None) -> str:
    if user_id is None:
        return "The system"
    if user_id == current_user_id():
        return "You (in another window)"
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or "Somebody"
