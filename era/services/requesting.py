"""What a face calls: a short file is posted or undone while one waits, a long one by a job."""

from datetime import datetime

from claimcenter.practice.models import User
from era.enums import FileState, JobKind
from era.models import EraFile, EraJob
from era.models.job import UNFINISHED
from era.services.jobs import AlreadyRunning, request_job
from era.services.posting import NotRead, post_era
from era.services.undoing import undo_era

AT_ONCE = 2_000
"""Claims posted while one waits."""


def post_or_ask(*, era_file: EraFile, by: User | None, now: datetime) -> EraJob | None:
    """Posts a file, or asks a worker to; the job is returned in that case. Raises NotRead, AlreadyRunning."""
    if era_file.state != FileState.READ:
        raise NotRead("This file is not read yet.")
    if era_file.claims_read > AT_ONCE:
        return request_job(era_file=era_file, kind=JobKind.POST, by=by, now=now, total=era_file.claims_read)
    _refuse_while_working(era_file)
    post_era(era_file_id=era_file.pk, by=by, now=now)
    return None


def undo_or_ask(*, era_file: EraFile, by: User | None, now: datetime) -> EraJob | None:
    """Undoes a file, or asks a worker to; the job is returned in that case. Raises CannotUndo, AlreadyRunning."""
    if era_file.claims_read > AT_ONCE:
        return request_job(era_file=era_file, kind=JobKind.UNDO, by=by, now=now, total=era_file.claims_read)
    _refuse_while_working(era_file)
    undo_era(era_file_id=era_file.pk, by=by, now=now)
    return None


def _refuse_while_working(era_file: EraFile) -> None:
    job = era_file.jobs.filter(state__in=UNFINISHED).first()
    if job is not None:
        raise AlreadyRunning(job)
