"""Two uploads, two posts, a killed worker: real connections, committed rows, one result."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claimcenter.practice.tenancy import acting_in
from claims.models import Claim, LedgerEntry
from era.enums import JobKind, JobState
from era.models import ClaimMatch, EraFile, EraJob, Remittance
from era.services import jobs, loading, working
from era.services.jobs import cancel_job, request_job
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.working import post_waiting, resume_jobs, run_job
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, sent_claim

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Runs the works in threads of their own, together; raises what any of them raised."""
    gate, errors = threading.Barrier(len(works)), []

    def run(work):
        try:
            gate.wait(10)
            work()
        except Exception as error:  # noqa: BLE001 - handed to the test, which raises it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


@pytest.fixture
def firm(committed_practice):
    return committed_practice


def seeded(firm, count):
    with acting_in(firm, None):
        home = household()
        return [sent_claim(home) for _ in range(count)]


def loads(firm, data):
    def work():
        with acting_in(firm, None):
            load_era(name="era.835", chunks=[data], by=None, now=NOW)

    return work


def posts(firm, file_id):
    return lambda: post_waiting(practice_id=firm.pk, era_file_id=file_id)


def hold_table(name):
    """Nobody else reads or writes it until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")


def wait_for_blocked(count):
    """Until so many other connections wait for a lock (pg_stat_activity would not change within a transaction)."""
    asked = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.02)
    pytest.fail("the other connections do not wait")


def answered(firm, claims, **fields):
    with acting_in(firm, None):
        return era_bytes(Payment(tuple(clean_answer(claim) for claim in claims), **fields))


def test_the_same_file_by_two_people_at_once_is_loaded_once(firm):
    data = answered(firm, seeded(firm, 2))
    at_once(*[loads(firm, data)] * 4)
    with acting_in(firm, None):
        assert EraFile.objects.count() == 1
        assert ClaimMatch.objects.count() == 2


def test_one_file_posted_by_four_at_once_posts_once(firm):
    claims = seeded(firm, 5)
    loads(firm, answered(firm, claims))()
    with acting_in(firm, None):
        file_id = EraFile.objects.get().pk
    at_once(*[posts(firm, file_id)] * 4)
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {225}
        paid = LedgerEntry.objects.filter(kind="insurance_payment").count()
        assert paid == 10


def sent_again(data):
    """The same payment in an interchange of another number."""
    return (
        data.replace(b"000000001", b"000000007").replace(b"*1*X*005010", b"*7*X*005010").replace(b"GE*1*1~", b"GE*1*7~")
    )


def test_the_file_without_the_matches_may_be_posted_first(firm):
    data = answered(firm, seeded(firm, 3))
    load_again = loads(firm, sent_again(data))

    def work():
        try:
            load_again()
        finally:
            connection.close()

    second = threading.Thread(target=work)
    with acting_in(firm, None):
        load_era(name="era.835", chunks=[data], by=None, now=NOW)
        # The second is screened before the first is there, and matched after.
        hold_table("claims_claim")
        second.start()
        wait_for_blocked(1)
    second.join(60)
    with acting_in(firm, None):
        with_matches = ClaimMatch.objects.filter(state="matched").values_list("remittance__era_file", flat=True)[0]
        without = EraFile.objects.exclude(pk=with_matches).get().pk
    posts(firm, without)()
    posts(firm, with_matches)()
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {225}
        assert sorted(Remittance.objects.values_list("state", flat=True)) == ["duplicate", "posted"]


def test_one_payment_in_two_files_posted_at_once_posts_once(firm):
    data = answered(firm, seeded(firm, 3))
    other = sent_again(data)
    at_once(loads(firm, data), loads(firm, other))
    with acting_in(firm, None):
        ids = list(EraFile.objects.values_list("pk", flat=True))
    assert len(ids) == 2
    at_once(*[posts(firm, file_id) for file_id in ids])
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {225}
        assert sorted(Remittance.objects.values_list("state", flat=True)) == ["duplicate", "posted"]


def test_files_over_the_same_claims_in_opposite_order_end_without_deadlock(firm):
    claims = seeded(firm, 20)
    half, rest = claims[:10], claims[10:]
    with acting_in(firm, None):
        one = era_bytes(Payment(tuple(clean_answer(c) for c in half + rest), trace="A"))
        two = era_bytes(
            Payment(tuple(clean_answer(c, control="Z") for c in rest[::-1] + half[::-1]), trace="B"),
            control="000000002",
        )
    loads(firm, one)()
    loads(firm, two)()
    with acting_in(firm, None):
        ids = list(EraFile.objects.order_by("pk").values_list("pk", flat=True))
    at_once(*[posts(firm, file_id) for file_id in ids * 2])
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {225}


def test_a_long_file_is_read_and_posted_by_jobs(firm, monkeypatch):
    monkeypatch.setattr(loading, "AT_ONCE", 10)
    claims = seeded(firm, 3)
    loads(firm, answered(firm, claims))()
    with acting_in(firm, None):
        era_file = EraFile.objects.get()
        assert (era_file.state, era_file.jobs.get().kind) == ("reading", JobKind.READ)
    assert resume_jobs() == 1
    with acting_in(firm, None):
        era_file.refresh_from_db()
        assert (era_file.state, era_file.claims_read) == ("read", 3)
        job = request_job(era_file=era_file, kind=JobKind.POST, by=None, now=NOW, total=3)
    assert run_job(practice_id=firm.pk, job_id=job.pk)
    assert not run_job(practice_id=firm.pk, job_id=job.pk)
    with acting_in(firm, None):
        job.refresh_from_db()
        assert (job.state, job.done) == (JobState.DONE, 3)
        assert {claim.paid for claim in Claim.objects.all()} == {225}


def test_a_long_file_that_is_no_era_says_so(firm, monkeypatch):
    monkeypatch.setattr(loading, "AT_ONCE", 10)
    monkeypatch.setattr(loading, "refusal", lambda head: [])
    loads(firm, b"%PDF-1.7" + b"x" * 100)()
    resume_jobs()
    with acting_in(firm, None):
        era_file = EraFile.objects.get()
        assert (era_file.state, era_file.disposition) == ("read", "reject")
        assert era_file.problems[0]["code"] == "no_isa"


def test_a_killed_workers_job_is_taken_over_and_ends_like_a_clean_run(firm, monkeypatch):
    """The first worker dies after the first of two payments; the second one posts the rest, nothing twice."""
    claims = seeded(firm, 4)
    with acting_in(firm, None):
        data = era_bytes(
            Payment(tuple(clean_answer(c) for c in claims[:2]), trace="A"),
            Payment(tuple(clean_answer(c) for c in claims[2:]), trace="B"),
        )
    loads(firm, data)()
    with acting_in(firm, None):
        era_file = EraFile.objects.get()
        job = request_job(era_file=era_file, kind=JobKind.POST, by=None, now=NOW, total=4)
    real, calls = working.post_remittance, []

    def dies(**given):
        calls.append(given["remittance_id"])
        if len(calls) == 2:
            real(**given)
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(working, "post_remittance", dies)
    with pytest.raises(KeyboardInterrupt):
        run_job(practice_id=firm.pk, job_id=job.pk)
    monkeypatch.setattr(working, "post_remittance", real)
    with acting_in(firm, None):
        assert sorted(Remittance.objects.values_list("state", flat=True)) == ["open", "posted"]
    assert resume_jobs() == 0  # the lease still runs
    later = timezone.now() + jobs.LEASE + timedelta(seconds=5)
    monkeypatch.setattr(working.timezone, "now", lambda: later)
    assert resume_jobs() == 1
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {225}
        assert LedgerEntry.objects.filter(kind="insurance_payment").count() == 8


def test_a_cancelled_job_leaves_nothing_behind(firm):
    claims = seeded(firm, 2)
    loads(firm, answered(firm, claims))()
    with acting_in(firm, None):
        job = request_job(era_file=EraFile.objects.get(), kind=JobKind.POST, by=None, now=NOW)
        cancel_job(job_id=job.pk, now=NOW)
    assert resume_jobs() == 0
    with acting_in(firm, None):
        assert EraJob.objects.get().state == JobState.CANCELLED
        assert not LedgerEntry.objects.filter(kind="insurance_payment").exists()


def test_posting_fails_in_the_middle_and_nothing_of_the_remittance_stays(firm, monkeypatch):
    from era.services import posting

    claims = seeded(firm, 3)
    loads(firm, answered(firm, claims))()
    monkeypatch.setattr(posting, "BATCH", 1)
    real, calls = posting.post_adjudications, []

    def fails(**given):
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError("the worker is gone")
        return real(**given)

    monkeypatch.setattr(posting, "post_adjudications", fails)
    with acting_in(firm, None):
        file_id = EraFile.objects.get().pk
    with pytest.raises(RuntimeError), acting_in(firm, None):
        post_era(era_file_id=file_id, by=None, now=NOW)
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {0}
    monkeypatch.setattr(posting, "post_adjudications", real)
    posts(firm, file_id)()
    with acting_in(firm, None):
        assert {claim.paid for claim in Claim.objects.all()} == {225}


def test_a_long_file_is_posted_by_itself_where_that_is_switched_on(firm, monkeypatch):
    from era.services import requesting
    from tests.factories.practice import PracticeSettingsFactory

    monkeypatch.setattr(loading, "AT_ONCE", 10)
    monkeypatch.setattr(requesting, "AT_ONCE", 0)
    claims = seeded(firm, 2)
    with acting_in(firm, None):
        PracticeSettingsFactory(practice=firm, auto_post_payments_denials=True, auto_post_writeoffs=True)
    loads(firm, answered(firm, claims))()
    resume_jobs()
    resume_jobs()
    with acting_in(firm, None):
        assert list(EraJob.objects.order_by("pk").values_list("kind", "state")) == [("read", "done"), ("post", "done")]
        assert {claim.paid for claim in Claim.objects.all()} == {225}
