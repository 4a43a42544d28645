"""Loaded into the worker beside the product (`celery worker -I tests.faults.sabotage`): kills it on order.

An order is a file; it is carried out once, by the first task it names that comes by.
"""

import os
import signal
from pathlib import Path
from typing import Any

from celery.signals import task_postrun

ORDERS = Path(os.environ["CLAIMCENTER_SABOTAGE"])
DECIDING = {"claims.ensure_secondary", "claims.ensure_secondaries"}


@task_postrun.connect
def after_its_commit(task: Any = None, **_kwargs: Any) -> None:
    """The task function has returned, so its transaction is committed; the message is not acknowledged yet."""
    if task.name in DECIDING and _ordered("die-after-commit"):
        os.killpg(os.getpgid(0), signal.SIGKILL)


def _ordered(deed: str) -> bool:
    try:
        (ORDERS / deed).unlink()
    except FileNotFoundError:
        return False
    return True
