"""Periodic work of the floor. Each may run any number of times, at the same time too."""

from datetime import timedelta

import structlog
from celery import shared_task
from celery.signals import before_task_publish
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection
from django.utils import timezone

from claimcenter.practice import selectors
from claimcenter.practice.models import Practice
from claimcenter.practice.services.audit_chain import seal_all, verify_and_note
from claimcenter.practice.services.drafts import purge_drafts
from claimcenter.practice.services.heartbeats import beat
from claimcenter.practice.tenancy import acting_in

log = structlog.get_logger(__name__)

VERIFY_EVERY = timedelta(hours=24)


@shared_task(name="practice.seal_audit")
def seal_audit() -> None:
    """Chains the audit rows written since the last time."""
    sealed = seal_all()
    beat(name="audit-seal", now=timezone.now(), detail={"rows": sealed})


@shared_task(name="practice.verify_audit")
def verify_audit() -> None:
    """Checks the audit chains once a day; the status page says what was found. Asked every few minutes."""
    now = timezone.now()
    last = selectors.heartbeats().get("audit-verify")
    if last is None or now - last.at >= VERIFY_EVERY:
        verify_and_note(now=now)


@shared_task(name="practice.heartbeat")
def heartbeat() -> None:
    """Beat sends it and a worker runs it: the row says that workers take messages."""
    beat(name="worker", now=timezone.now())


@before_task_publish.connect(sender="practice.heartbeat", dispatch_uid="practice.schedule_is_alive")
def schedule_is_alive(**_kwargs: object) -> None:
    """Only beat sends it, and this runs in beat before the broker is asked: beat lives, whatever the broker does."""
    if not connection.in_atomic_block:
        close_old_connections()  # beat runs for months; a request or a task does this by itself
    beat(name="beat", now=timezone.now())


@shared_task(name="practice.housekeeping")
def housekeeping() -> None:
    """Forgets ended sessions and drafts nobody came back to."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    drafts = sum(_purge(practice) for practice in Practice.objects.order_by("pk"))
    log.info("housekeeping", sessions=sessions, drafts=drafts)


def _purge(practice: Practice) -> int:
    with acting_in(practice, None):
        return purge_drafts(now=timezone.now())
