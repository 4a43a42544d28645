"""Signs of life, for the status page and the probes."""

from datetime import datetime
from typing import Any

from claimcenter.practice.models import Heartbeat


def beat(*, name: str, now: datetime, detail: dict[str, Any] | None = None) -> None:
    """Notes that this process or job is alive; one row a name."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "detail": detail or {}})
