"""Long work on a file: asked for, leased, kept alive, finished, cancelled. The row is the truth; a message only nudges.

A lease that ran out (its worker was killed) is taken over: the transaction it had open was rolled back, finished
remittances stay, and the work goes on from there.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import current_practice_id, starting_in
from era.enums import JobKind, JobState
from era.models import EraFile, EraJob
from era.models.job import UNFINISHED
from era.services.progress import JobCancelled, Progress

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
BEAT = 10.0
MAX_ATTEMPTS = 5


class AlreadyRunning(Refusal):
    """Another job of this file is not finished; `job` is that one."""

    status = 409
    code = "already_running"

    def __init__(self, job: EraJob) -> None:
        super().__init__("Work on this file is going on already.")
        self.job = job


@transaction.atomic
def request_job(*, era_file: EraFile, kind: JobKind, by: User | None, now: datetime, total: int = 0) -> EraJob:
    """Asks for work on a file; a worker is told once this commits. Raises AlreadyRunning."""
    EraFile.objects.select_for_update(no_key=True).get(pk=era_file.pk)
    unfinished = era_file.jobs.filter(state__in=UNFINISHED).first()
    if unfinished is not None:
        if unfinished.kind == kind:
            return unfinished
        raise AlreadyRunning(unfinished)
    job = EraJob.objects.create(era_file=era_file, kind=kind, requested_by=by, requested_at=now, total=total)
    _tell_workers(job)
    return job


@transaction.atomic
def cancel_job(*, job_id: int, now: datetime) -> EraJob:
    """Stops work that is waiting or running; what its open transaction had done is rolled back. Idempotent."""
    job = EraJob.objects.select_for_update().get(pk=job_id)
    if job.state in UNFINISHED:
        job.state, job.finished_at = JobState.CANCELLED, now
        job.save(update_fields=["state", "finished_at"])
    return job


def take_lease(*, practice_id: int, job_id: int, now: datetime) -> EraJob | None:
    """The job, now ours; None when another worker holds it, or it is over. Commits by itself."""
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with starting_in(practice_id, None):
        job = EraJob.objects.select_for_update(skip_locked=True).filter(free, pk=job_id).first()
        if job is None:
            return None
        job.attempts += 1
        job.state, job.heartbeat_at, job.lease_until, job.done = JobState.RUNNING, now, now + LEASE, 0
        if job.attempts > MAX_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, now
            job.failure = f"Given up after {MAX_ATTEMPTS} attempts."
        job.save()
        return job if job.state == JobState.RUNNING else None


def finish(*, practice_id: int, job_id: int, state: JobState, now: datetime, failure: str = "") -> None:
    """Notes how the work ended, unless a person cancelled it meanwhile. Commits by itself."""
    with starting_in(practice_id, None):
        EraJob.objects.filter(pk=job_id, state=JobState.RUNNING).update(
            state=state, finished_at=now, failure=failure[:400], lease_until=None
        )


@contextmanager
def kept_alive(*, practice_id: int, job_id: int) -> Iterator["Pulse"]:
    """Renews the lease from a thread with its own connection, while the work's transaction is open."""
    pulse = Pulse(practice_id, job_id)
    pulse.start()
    try:
        yield pulse
    finally:
        pulse.stop()


class Pulse(threading.Thread):
    """Says every few seconds that the work is alive and how far it is, and hears when it was cancelled."""

    def __init__(self, practice_id: int, job_id: int) -> None:
        super().__init__(name=f"era-job-{job_id}", daemon=True)
        self._practice_id = practice_id
        self._job_id = job_id
        self._over = threading.Event()
        self._cancelled = threading.Event()
        self._done = 0

    def progress(self, done: int) -> None:
        """What the work calls between batches. Raises JobCancelled."""
        self._done = done
        if self._cancelled.is_set():
            raise JobCancelled

    @property
    def done(self) -> int:
        return self._done

    def since(self) -> Progress:
        """Progress of a part that counts from nought, added to what was done before it."""
        before = self._done

        def progress(done: int) -> None:
            self.progress(before + done)

        return progress

    def run(self) -> None:
        try:
            while not self._over.wait(BEAT):
                self._beat()
        finally:
            connection.close()

    def stop(self) -> None:
        """The last beat, so that the row shows where the work ended."""
        self._over.set()
        self.join()
        self._beat()

    def _beat(self) -> None:
        now = timezone.now()
        with starting_in(self._practice_id, None):
            alive = EraJob.objects.filter(pk=self._job_id, state=JobState.RUNNING).update(
                heartbeat_at=now, lease_until=now + LEASE, done=self._done
            )
        if not alive:
            self._cancelled.set()


def idle_jobs(now: datetime) -> list[tuple[int, int]]:
    """(practice, job) of all work that nobody does, across practices: ids only, by a function of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id, job_id FROM public.era_idle_jobs(%s)", [now])
        return [(int(practice_id), int(job_id)) for practice_id, job_id in cursor.fetchall()]


def _tell_workers(job: EraJob) -> None:
    practice_id, job_id = current_practice_id(), job.pk

    def tell() -> None:
        nudge(practice_id=practice_id, job_id=job_id)

    transaction.on_commit(tell, robust=True)


def nudge(*, practice_id: int, job_id: int) -> bool:
    """Tells a worker of a job; never raises. False when the broker did not take it: the sweep finds the row."""
    try:
        arguments = {"practice_id": practice_id, "job_id": job_id}
        current_app.tasks["era.run_job"].apply_async(kwargs=arguments, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the sweep mends it
        log.warning("era_job_not_announced", practice=practice_id, job=job_id, error=type(error).__name__)
        return False
    return True
