"""Periodic work of the floor. Each may run any number of times, at the same time too."""

import structlog
from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from claimcenter.practice.models import Practice
from claimcenter.practice.services.audit_chain import seal_all
from claimcenter.practice.services.drafts import purge_drafts
from claimcenter.practice.services.heartbeats import beat
from claimcenter.practice.tenancy import acting_in

log = structlog.get_logger(__name__)


@shared_task(name="practice.seal_audit")
def seal_audit() -> None:
    """Chains the audit rows written since the last time."""
    sealed = seal_all()
    beat(name="audit-seal", now=timezone.now(), detail={"rows": sealed})


@shared_task(name="practice.heartbeat")
def heartbeat() -> None:
    """Beat sends it and a worker runs it: the row says that both are alive."""
    beat(name="worker", now=timezone.now())


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
