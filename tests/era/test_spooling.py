"""E10: an upload of any size goes to disk as it comes; a full disk is said in words, wherever it is full."""

import errno
import tracemalloc

import psycopg.errors
import pytest
from django.db import OperationalError
from django.utils import timezone

from era.enums import JobKind, JobState
from era.models import EraFile, EraJob
from era.services import loading, spooling, storing, working
from era.services.jobs import request_job
from era.services.loading import load_era
from era.services.spooling import DiskFull, refusing_when_full, spooled
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, sent_claim

MEGABYTE = 1024**2


def full(*_given, **_named):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_memory_stays_flat_whatever_the_size():
    """64 MB here; the same code takes the 1 GB of an upload."""
    tracemalloc.start()
    try:
        with spooled(bytes(MEGABYTE) for _ in range(64)) as spool:
            read = sum(len(chunk) for chunk in spool.chunks())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (spool.size, read) == (64 * MEGABYTE, 64 * MEGABYTE)
    assert peak < 4 * MEGABYTE


def test_the_databases_full_disk_is_the_same_refusal():
    with pytest.raises(DiskFull, match="no room on the disk"), refusing_when_full():
        raise OperationalError("disk full") from psycopg.errors.DiskFull("could not extend file")


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), OperationalError("gone")])
def test_other_errors_pass_as_they_are(error):
    with pytest.raises(type(error)) as raised, refusing_when_full():
        raise error
    assert raised.value is error


def test_no_room_even_for_the_temporary_file(practice, monkeypatch):
    monkeypatch.setattr(spooling.tempfile, "TemporaryFile", full)
    with pytest.raises(DiskFull):
        load_era(name="era.835", chunks=[b"ISA"], by=None, now=NOW)
    assert not EraFile.objects.exists()


@pytest.mark.parametrize("where", ["before", "database"])
@pytest.mark.django_db(transaction=True)
def test_a_job_that_finds_no_room_ends_with_the_sentence_and_can_be_asked_for_again(
    committed_practice, inside, monkeypatch, where
):
    monkeypatch.setattr(loading, "AT_ONCE", 10)
    with inside(committed_practice):
        data = era_bytes(Payment((clean_answer(sent_claim(household())),)))
        era_file = load_era(name="long.835", chunks=[data], by=None, now=NOW).era_file
        job = era_file.jobs.get()

    def database_full(*_given, **_named):
        raise OperationalError("disk full") from psycopg.errors.DiskFull("could not extend file")

    target = (working.tempfile, "TemporaryFile", full) if where == "before" else (storing, "insert_rows", database_full)
    with monkeypatch.context() as harm:
        harm.setattr(*target)
        assert working.run_job(practice_id=committed_practice.pk, job_id=job.pk)
    with inside(committed_practice):
        job.refresh_from_db()
        assert (job.state, "no room on the disk" in job.failure) == (JobState.FAILED, True)
        again = request_job(era_file=era_file, kind=JobKind.READ, by=None, now=timezone.now())
    assert working.run_job(practice_id=committed_practice.pk, job_id=again.pk)
    with inside(committed_practice):
        assert EraJob.objects.get(pk=again.pk).state == JobState.DONE
        assert EraFile.objects.get().claims_read == 1
