"""Tasks: opened by what was posted, kept up with later answers, closed by a person, never deleted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claimcenter.practice.models import AuditEvent
from claims.enums import TaskKind, TaskOutcome, WaitingOn
from claims.models import Claim, Task
from claims.services.adjudication import post_adjudications, record_adjudication, reverse_adjudication
from claims.services.corrections import void_claim
from claims.services.work import TaskChanged, TaskClosed, TaskDetails, close_task, open_task
from tests.claims.test_rules import fresh, partly
from tests.conftest import constraints_checked
from tests.factories.claims import NOW, answered, cas, clp, family, primary_claim, svc

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(practice) -> Claim:
    return primary_claim()


def tasks(claim: Claim) -> list[tuple[str, str, Decimal, str]]:
    return list(claim.tasks.order_by("pk").values_list("kind", "reference", "amount", "outcome"))


def test_a_denial_is_work_with_an_amount_what_to_do_and_a_day(claim) -> None:
    answered(claim, partly(claim, cas("CO-16", "120"), cas("CO-97", "80")))

    assert tasks(claim) == [("denial", "CO-16", Decimal(120), ""), ("denial", "CO-97", Decimal(80), "")]
    first = claim.tasks.get(reference="CO-16")
    assert first.text == "Information missing or wrong; the remark says which. Mend it and send a corrected claim."
    assert (first.due_on - NOW.date()).days == 30


def test_one_task_for_a_reason_on_several_lines(claim) -> None:
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "0", svc(one, "0", cas("CO-16", "250")), svc(two, "0", cas("CO-16", "200"))))

    assert tasks(claim) == [("denial", "CO-16", Decimal(450), "")]


def test_a_review_says_what_the_reason_means_and_what_to_do(claim) -> None:
    answered(claim, partly(claim, cas("OA-18", "200")))

    [task] = claim.tasks.all()
    assert (task.kind, task.reference, task.amount) == ("review", "OA-18", Decimal(200))
    assert task.text == "Exact duplicate of another claim. Find the original claim; this one is not written off."


def test_what_posting_could_not_do_is_said_in_its_own_words(practice) -> None:
    claim = primary_claim(family(with_secondary=False))
    answered(claim, partly(claim, cas("OA-209", "200")))

    [task] = claim.tasks.all()
    assert (task.kind, task.reference) == ("review", "OA-209")
    assert task.text == (
        "OA-209 200.00 may go to a next payer only, and there is none. Look at it and decide what becomes of it."
    )


def test_a_void_claim_leaves_no_work_but_its_refunds(claim, biller) -> None:
    answered(claim, partly(claim, cas("CO-16", "200")))
    open_task(details=refund(claim, claim_id=claim.pk), by=None, now=NOW)

    void_claim(claim_id=claim.pk, by=biller, now=NOW, reason="Billed by mistake")

    assert [kind for kind, _, _, outcome in tasks(claim) if not outcome] == ["refund"]


def test_the_task_goes_when_the_answer_goes(claim) -> None:
    adjudication = answered(claim, partly(claim, cas("CO-16", "200")))

    reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Undone.")

    [task] = claim.tasks.all()
    assert (task.outcome, task.closed_by_id, task.closed_at) == (TaskOutcome.SUPERSEDED, None, NOW)


def test_a_later_answer_changes_the_task_of_an_earlier_one(claim) -> None:
    """A split claim: the second part denies more under the same reason."""
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "0", svc(one, "0", cas("CO-16", "250")), charge=Decimal(250)))
    answered(claim, clp(claim, "0", svc(two, "0", cas("CO-16", "200")), charge=Decimal(200), trace_number="X2"))

    [task] = claim.tasks.all()
    assert (task.amount, task.version, task.closed_at) == (Decimal(450), 2, None)


def test_what_a_person_has_closed_is_not_opened_again_by_the_same_answer(claim, biller) -> None:
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "0", svc(one, "0", cas("CO-16", "250")), charge=Decimal(250)))
    close_task(task_id=claim.tasks.get().pk, outcome=TaskOutcome.DONE, note="Sent again", by=biller, now=NOW)
    answered(claim, clp(claim, "200", svc(two, "200"), charge=Decimal(200), trace_number="X2"))

    assert tasks(claim) == [("denial", "CO-16", Decimal(250), "done")]


def test_a_further_answer_opens_a_task_about_itself_only(claim, biller) -> None:
    one, two = claim.lines.order_by("ordinal")
    answered(claim, clp(claim, "0", svc(one, "0", cas("CO-16", "250")), charge=Decimal(250)))
    close_task(task_id=claim.tasks.get().pk, outcome=TaskOutcome.DONE, note="Sent again", by=biller, now=NOW)
    later = clp(claim, "0", svc(two, "0", cas("CO-16", "200")), charge=Decimal(200), trace_number="X2")
    second = record_adjudication(claim=claim, facts=later, by=None, now=NOW)
    post_adjudications(adjudication_ids=[second.pk], by=None, now=NOW + timedelta(days=1))

    assert tasks(claim) == [("denial", "CO-16", Decimal(250), "done"), ("denial", "CO-16", Decimal(200), "")]


def test_closing_the_last_one_takes_review_off_the_claim(claim, biller) -> None:
    answered(claim, partly(claim, cas("CO-16", "120"), cas("CO-97", "80")))
    first, second = claim.tasks.order_by("pk")

    close_task(task_id=first.pk, outcome=TaskOutcome.DONE, note="Appealed by fax", by=biller, now=NOW)
    assert fresh(claim).waiting_on == WaitingOn.REVIEW
    close_task(task_id=second.pk, outcome=TaskOutcome.NOT_NEEDED, note="Bundled", by=biller, now=NOW, version=1)

    assert fresh(claim).waiting_on == WaitingOn.NOTHING
    told = list(claim.events.filter(kind="task_closed").order_by("pk").values_list("text", "by"))
    assert told == [
        ("Denial CO-16 120.00: done. Appealed by fax", biller.pk),
        ("Denial CO-97 80.00: not needed. Bundled", biller.pk),
    ]
    assert AuditEvent.objects.filter(action="task.closed", user_id=biller.pk).count() == 2


def test_a_task_is_closed_once_and_as_it_was_read(claim, biller) -> None:
    answered(claim, partly(claim, cas("CO-16", "200")))
    task = claim.tasks.get()

    with pytest.raises(TaskChanged):
        close_task(task_id=task.pk, outcome=TaskOutcome.DONE, note="", by=biller, now=NOW, version=7)
    close_task(task_id=task.pk, outcome=TaskOutcome.DONE, note="", by=biller, now=NOW)
    with pytest.raises(TaskClosed, match="Alice Biller"):
        close_task(task_id=task.pk, outcome=TaskOutcome.DONE, note="", by=biller, now=NOW)


def refund(claim: Claim, amount: str = "10", **fields: object) -> TaskDetails:
    values = {"kind": TaskKind.REFUND, "client_id": claim.client_id, "reference": "client", "text": "Give it back."}
    return TaskDetails(**{**values, "amount": Decimal(amount), **fields})


def test_opening_twice_is_one_task_brought_up_to_date(claim, biller) -> None:
    first = open_task(details=refund(claim), by=biller, now=NOW)
    again = open_task(details=refund(claim), by=None, now=NOW)
    more = open_task(details=refund(claim, "25"), by=None, now=NOW)
    other = open_task(details=refund(claim, "5", reference="payer", claim_id=claim.pk), by=None, now=NOW)

    assert first.pk == again.pk == more.pk
    assert (more.amount, more.version) == (Decimal(25), 2)
    assert other.pk != first.pk


def test_postings_ask_as_often_for_three_denials_as_for_one(practice) -> None:
    def queries(count: int) -> int:
        claims = [primary_claim() for _ in range(count)]
        rows = [
            record_adjudication(claim=claim, facts=partly(claim, cas("CO-16", "200")), by=None, now=NOW)
            for claim in claims
        ]
        with CaptureQueriesContext(connection) as found:
            post_adjudications(adjudication_ids=[row.pk for row in rows], by=None, now=NOW)
        return len(found)

    assert queries(3) == queries(1)
    assert Task.objects.count() == 4


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "party"}, "task_kind_known"),
        ({"text": ""}, "task_says_what_to_do"),
        ({"closed_at": NOW}, "task_closed_with_an_outcome"),
        ({"outcome": "done"}, "task_closed_with_an_outcome"),
        ({"kind": "denial", "claim": None}, "task_without_claim_only_refund"),
        ({}, "one_open_task"),
        ({"claim": None}, "one_open_task"),
    ],
)
def test_the_database_refuses(claim, values, name) -> None:
    good = {
        "kind": "refund",
        "client": claim.client,
        "claim": claim,
        "amount": Decimal(1),
        "text": "Look.",
        "due_on": NOW.date(),
        "opened_at": NOW,
    }
    Task.objects.create(**good)
    Task.objects.create(**{**good, "claim": None})

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Task.objects.create(**{**good, **values})


def test_a_task_is_never_deleted_and_never_becomes_anothers(claim) -> None:
    answered(claim, partly(claim, cas("CO-16", "200")))
    for deed in (lambda: claim.tasks.all().delete(), lambda: claim.tasks.update(kind="review")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            deed()


def test_another_practices_claim_is_no_subject(claim, other_practice, inside) -> None:
    with inside(other_practice):
        values = {"client_id": claim.client_id, "claim_id": claim.pk, "amount": 1, "text": "x", "due_on": NOW.date()}
        with pytest.raises(IntegrityError, match="tenant_fk"), transaction.atomic(), constraints_checked():
            Task.objects.create(kind="review", opened_at=NOW, **values)
