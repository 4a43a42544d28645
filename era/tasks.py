"""Background work on long files. Messages carry ids only and may come any number of times, or never."""

from celery import shared_task

from era.services.working import resume_jobs
from era.services.working import run_job as do_job

HOURS = 6 * 60 * 60


# Acknowledged early: the lease in the database, not the broker's memory, says whether somebody works on it.
@shared_task(name="era.run_job", acks_late=False, time_limit=HOURS, soft_time_limit=HOURS - 60)
def run_job(*, practice_id: int, job_id: int) -> None:
    """Does one job, unless another worker holds it."""
    do_job(practice_id=practice_id, job_id=job_id)


@shared_task(name="era.resume_jobs", acks_late=False, time_limit=HOURS, soft_time_limit=HOURS - 60)
def resume() -> None:
    """Takes up what a killed worker or a lost message left behind."""
    resume_jobs()
