"""Running a transaction again when PostgreSQL broke it to end a deadlock."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

T = TypeVar("T")

TRIES = 3
RETRIED = frozenset({"40P01", "40001"})  # deadlock detected, serialization failure


def with_retries(work: Callable[[], T]) -> T:
    """Three times, with jitter between; `work` opens its own transaction. Other errors pass at once."""
    for attempt in range(1, TRIES):
        try:
            return work()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in RETRIED:
                raise
            time.sleep(random.uniform(0.05, 0.2) * attempt)  # noqa: S311 - jitter, not a secret
    return work()
