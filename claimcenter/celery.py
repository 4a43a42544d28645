"""The Celery application. Its settings are Django's (CELERY_*), its tasks each app's tasks.py."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")

app = Celery("claimcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
@signals.worker_process_init.connect
def guard_worker(**_kwargs: Any) -> None:
    """A worker refuses a database role that row security does not bind."""
    from claimcenter.guard import guard_database

    guard_database()
