"""The Celery application. Its settings are Django's (CELERY_*), its tasks each app's tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")

app = Celery("claimcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
