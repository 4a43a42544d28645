"""Doing a job: the worker's side. Everything in transactions of its own, nothing of a request around it."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import BinaryIO

import structlog
from django.utils import timezone

from claimcenter.practice import vault
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import starting_in
from claims.retries import with_retries
from era.enums import JobKind, JobState
from era.models import EraJob
from era.services.automation import auto_post
from era.services.jobs import Pulse, finish, idle_jobs, kept_alive, take_lease
from era.services.loading import read_file, refuse_file
from era.services.posting import post_remittance, remittances_to_post
from era.services.progress import JobCancelled
from era.services.spooling import refusing_when_full
from era.services.storing import NotAnEra
from era.services.undoing import remittances_to_undo, undo_remittance

log = structlog.get_logger(__name__)


def run_job(*, practice_id: int, job_id: int) -> bool:
    """Does one job to its end; False when it was not free. A repeat of the message finds the lease taken."""
    job = take_lease(practice_id=practice_id, job_id=job_id, now=timezone.now())
    if job is None:
        return False
    state, failure = JobState.DONE, ""
    try:
        with refusing_when_full(), kept_alive(practice_id=practice_id, job_id=job_id) as pulse:
            _WORK[JobKind(job.kind)](practice_id, job, pulse)
    except JobCancelled:
        state = JobState.CANCELLED
    except Refusal as refused:
        state, failure = JobState.FAILED, refused.message
    except Exception:
        # The row goes back to waiting when its lease runs out, and is given up after a few attempts.
        log.exception("era_job_failed", practice=practice_id, job=job_id, kind=job.kind)
        raise
    finish(practice_id=practice_id, job_id=job_id, state=state, now=timezone.now(), failure=failure)
    if state == JobState.DONE and job.kind == JobKind.READ:
        # Only now: posting asks for a job of its own, and a file has one unfinished job at a time.
        with starting_in(practice_id, None):
            auto_post(era_file=job.era_file, now=timezone.now())
    return True


def resume_jobs() -> int:
    """The sweep: does every job that no worker holds, of every practice; returns how many."""
    return sum(run_job(practice_id=practice_id, job_id=job_id) for practice_id, job_id in idle_jobs(timezone.now()))


def post_waiting(*, practice_id: int, era_file_id: int) -> int:
    """Posts a file while the caller waits (a command): one transaction a remittance; returns how many claims."""
    with starting_in(practice_id, None):
        waiting = remittances_to_post(era_file_id)
    posted = 0

    def transact(remittance_id: int) -> None:
        nonlocal posted
        with starting_in(practice_id, None):
            posted += post_remittance(remittance_id=remittance_id, by=None, now=timezone.now()).claims

    for one in waiting:
        with_retries(partial(transact, one))
    return posted


def _read(practice_id: int, job: EraJob, pulse: Pulse) -> None:
    with tempfile.TemporaryFile(prefix="era-") as handle:
        with starting_in(practice_id, job.requested_by_id):
            for chunk in vault.read(job.era_file.file):
                handle.write(chunk)
        try:
            _read_all(practice_id, job, pulse, handle)
        except NotAnEra as refused:
            with starting_in(practice_id, job.requested_by_id):
                refuse_file(era_file=job.era_file, refused=refused)


def _read_all(practice_id: int, job: EraJob, pulse: Pulse, handle: BinaryIO) -> None:
    handle.seek(0)
    with starting_in(practice_id, job.requested_by_id):
        read_file(era_file=job.era_file, source=handle, by=_person(job), now=timezone.now(), progress=pulse.progress)


def _post(practice_id: int, job: EraJob, pulse: Pulse) -> None:
    with starting_in(practice_id, job.requested_by_id):
        waiting = remittances_to_post(job.era_file_id)
    for remittance_id in waiting:
        _each(practice_id, job, remittance_id, pulse, _post_one)


def _undo(practice_id: int, job: EraJob, pulse: Pulse) -> None:
    with starting_in(practice_id, job.requested_by_id):
        waiting = remittances_to_undo(job.era_file_id)
    for remittance_id in waiting:
        _each(practice_id, job, remittance_id, pulse, _undo_one)


One = Callable[[int, User | None, datetime, Pulse], None]


def _each(practice_id: int, job: EraJob, remittance_id: int, pulse: Pulse, work: One) -> None:
    """One remittance in one transaction; the lease is still ours, or the work stops here."""

    def transact() -> None:
        pulse.progress(pulse.done)
        with starting_in(practice_id, job.requested_by_id):
            work(remittance_id, _person(job), timezone.now(), pulse)

    with_retries(transact)


def _post_one(remittance_id: int, by: User | None, now: datetime, pulse: Pulse) -> None:
    post_remittance(remittance_id=remittance_id, by=by, now=now, progress=pulse.since())


def _undo_one(remittance_id: int, by: User | None, now: datetime, pulse: Pulse) -> None:
    undo_remittance(remittance_id=remittance_id, by=by, now=now, progress=pulse.since())


def _person(job: EraJob) -> User | None:
    return job.requested_by


_WORK: dict[JobKind, Callable[[int, EraJob, Pulse], None]] = {
    JobKind.READ: _read,
    JobKind.POST: _post,
    JobKind.UNDO: _undo,
}
