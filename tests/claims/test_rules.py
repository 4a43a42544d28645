"""Posting rules of a practice: who wins, what nobody may override, what a preview says, and what posting then does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimcenter.practice.models import AuditEvent
from claims.enums import Bucket, Outcome, RuleAction, WaitingOn
from claims.models import ChargeLineBalance, Claim, LedgerEntry, PostingRule, Task
from claims.rules import GROUPS, why_not
from claims.selectors.rule_book import rule_book
from claims.selectors.rule_preview import Change, preview_rule
from claims.services.adjudication import preview_adjudications, record_adjudication, reverse_adjudication
from claims.services.payments import settle_payments
from claims.services.rules import RuleDetails, RuleKnown, RuleNotAllowed, add_rule, change_rule, remove_rule
from claims.services.secondary import ensure_secondary
from clients.versions import ChangedMeanwhile
from insurance.enums import Disclosure
from insurance.models import Payer
from tests.claims.test_conservation import KNOWN_CODES, Undone, check_conservation, facts_of, line_parts
from tests.factories.claims import NOW, answered, cas, clp, family, primary_claim, svc

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(practice) -> Claim:
    return primary_claim()


def rule(code: str, action: str, by, payer: Payer | None = None, note: str = "") -> PostingRule:
    group, reason = code.split("-")
    details = RuleDetails(payer=payer, group_code=group, reason_code=reason, action=RuleAction(action), note=note)
    return add_rule(details=details, by=by, now=NOW)


def partly(claim: Claim, *second: object, paid: str = "0"):
    """Line 1 paid in full; line 2 as given, of 200.00."""
    one, two = claim.lines.order_by("ordinal")
    return clp(claim, str(Decimal(250) + Decimal(paid)), svc(one, "250"), svc(two, paid, *second))


def buckets(claim: Claim) -> dict[str, Decimal]:
    names = [bucket.value for bucket in Bucket if bucket is not Bucket.CHARGES]
    rows = ChargeLineBalance.objects.filter(charge_line__claim_lines__claim=claim).values(*names)
    sums = {name: sum((row[name] for row in rows), Decimal(0)) for name in names}
    return {name: amount for name, amount in sums.items() if amount}


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_the_ledger_and_the_dry_run_name_the_rule_in_the_same_words(claim, administrator) -> None:
    rule("CO-97", "write_off", administrator, claim.payer)
    rule("CO-97", "review", administrator)
    facts = partly(claim, cas("CO-97", "120"), cas("CO-45", "30"), paid="50")
    adjudication = record_adjudication(claim=claim, facts=facts, by=None, now=NOW)

    [plan] = preview_adjudications(adjudication_ids=[adjudication.pk], now=NOW)
    said = [move.rule for line in plan.lines for move in line.posting.moves]
    answered(claim, facts)

    assert said[2:] == ["CO-97: written off (Acme PPO rule)", "CO-45: written off (default)"]
    assert list(LedgerEntry.objects.exclude(rule="").order_by("pk").values_list("rule", flat=True)) == said
    assert buckets(claim) == {"insurance_paid": Decimal(300), "adjusted": Decimal(150)}
    assert fresh(claim).waiting_on == WaitingOn.NOTHING


def test_another_payer_and_another_practice_keep_the_default(claim, administrator, other_practice, inside) -> None:
    blue = Payer.objects.get(payer_id="BS002")
    rule("CO-97", "write_off", administrator, blue)
    answered(claim, partly(claim, cas("CO-97", "200")))

    assert buckets(claim) == {"insurance_paid": Decimal(250), "insurer_1": Decimal(200)}
    with inside(other_practice):
        assert rule_book().of(None) == {}


def test_what_is_written_off_by_rule_leaves_nothing_for_a_secondary(claim, administrator) -> None:
    """CO-50 would go to the next payer by default; CO-29 would first have to be mended with this one."""
    rule("CO-50", "write_off", administrator)
    rule("CO-29", "write_off", administrator)
    answered(claim, partly(claim, cas("CO-50", "150"), cas("CO-29", "50")))

    assert ensure_secondary(claim_id=claim.pk, now=NOW).outcome == Outcome.NOTHING_LEFT


def test_next_payer_only_never_reaches_the_client(claim, administrator) -> None:
    """A CO amount passed on to the secondary stays there when its plan goes: nobody may bill the client for it."""
    rule("CO-119", "next_payer", administrator)
    answered(claim, partly(claim, cas("CO-119", "200")))
    assert buckets(claim)["insurer_2"] == Decimal(200)

    claim.client.insurance_plans.filter(position=2).update(disclosure=Disclosure.DO_NOT_BILL)
    decision = ensure_secondary(claim_id=claim.pk, now=NOW)

    assert decision.outcome == Outcome.RESTRICTED
    assert buckets(claim) == {"insurance_paid": Decimal(250), "insurer_2": Decimal(200)}


def test_a_rule_for_a_share_keeps_the_patient_shield(claim, administrator) -> None:
    rule("PR-3", "patient", administrator)
    answered(claim, partly(claim, cas("PR-3", "200")))

    assert buckets(claim) == {"insurance_paid": Decimal(250), "insurer_2": Decimal(200)}


def test_a_share_kept_for_review_is_not_the_clients(practice, administrator) -> None:
    claim = primary_claim(family(with_secondary=False))
    rule("PR-204", "denial", administrator)
    answered(claim, partly(claim, cas("PR-204", "200")))

    assert buckets(claim) == {"insurance_paid": Decimal(250), "insurer_1": Decimal(200)}
    assert list(claim.tasks.values_list("kind", "reference", "amount")) == [("denial", "PR-204", Decimal(200))]


@pytest.mark.parametrize(
    ("code", "action", "field"),
    [
        ("OA-23", "review", "reason_code"),
        ("OA-209", "write_off", "reason_code"),
        ("PR-100", "next_payer", "reason_code"),
        ("CO-45", "patient", "action"),
        ("PI-16", "patient", "action"),
        ("PR-2", "write_off", "action"),
        ("CO-18", "write_off", "action"),
    ],
)
def test_what_protects_the_client_is_refused_with_the_field_to_blame(practice, administrator, code, action, field):
    with pytest.raises(RuleNotAllowed) as refused:
        rule(code, action, administrator)

    assert [error["field"] for error in refused.value.errors] == [field]
    assert not PostingRule.objects.exists()


def test_one_rule_a_payer_and_code(claim, administrator) -> None:
    rule("CO-97", "write_off", administrator, claim.payer)
    rule("CO-97", "review", administrator)

    for payer in (claim.payer, None):
        with pytest.raises(RuleKnown):
            rule("co-97", "denial", administrator, payer)
    assert PostingRule.objects.count() == 2


def test_who_comes_second_is_told(practice, administrator) -> None:
    standing = rule("CO-97", "review", administrator)
    details = RuleDetails(payer=None, group_code="CO", reason_code="97", action=RuleAction.DENIAL)
    change_rule(rule_id=standing.pk, details=details, by=administrator, now=NOW, version=1)

    with pytest.raises(ChangedMeanwhile):
        change_rule(rule_id=standing.pk, details=details, by=administrator, now=NOW, version=1)
    with pytest.raises(ChangedMeanwhile):
        remove_rule(rule_id=standing.pk, by=administrator, version=1)
    remove_rule(rule_id=standing.pk, by=administrator, version=2)


def test_every_change_is_audited_and_its_history_kept(practice, administrator) -> None:
    standing = rule("CO-97", "review", administrator, note="Contract of 2026")
    details = RuleDetails(payer=None, group_code="CO", reason_code="97", action=RuleAction.WRITE_OFF)
    change_rule(rule_id=standing.pk, details=details, by=administrator, now=NOW)
    remove_rule(rule_id=standing.pk, by=administrator)

    deeds = AuditEvent.objects.filter(action__startswith="posting_rule").order_by("pk")
    assert [(deed.action, deed.detail["action"], deed.user_id) for deed in deeds] == [
        ("posting_rule.added", "review", administrator.pk),
        ("posting_rule.changed", "write_off", administrator.pk),
        ("posting_rule.removed", "write_off", administrator.pk),
    ]
    events = PostingRule.pgh_event_model.objects.order_by("pgh_id")
    assert list(events.values_list("pgh_label", "action")) == [
        ("insert", "review"),
        ("update", "write_off"),
        ("delete", "write_off"),
    ]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"action": "burn"}, "posting_rule_action_known"),
        ({"group_code": "CR"}, "posting_rule_group_known"),
        ({"reason_code": "4 5"}, "posting_rule_reason_is_a_code"),
        ({"group_code": "OA", "reason_code": "23"}, "posting_rule_overrides_no_protection"),
        ({"reason_code": "209"}, "posting_rule_overrides_no_protection"),
        ({"group_code": "PR", "reason_code": "100"}, "posting_rule_overrides_no_protection"),
        ({"action": "patient"}, "posting_rule_client_owes_pr_only"),
        ({"group_code": "PR", "action": "write_off"}, "posting_rule_forgives_no_share"),
        ({"reason_code": "18", "action": "write_off"}, "posting_rule_forgives_no_share"),
        ({}, "one_posting_rule"),
    ],
)
def test_the_database_refuses_it_too(practice, administrator, values, name) -> None:
    good = {"group_code": "CO", "reason_code": "97", "action": "review", "touched_at": NOW, "touched_by": administrator}
    PostingRule.objects.create(**good)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PostingRule.objects.create(**{**good, **values})


def test_the_database_and_the_verb_refuse_the_same(practice, administrator) -> None:
    for group in GROUPS:
        for reason in ("1", "18", "23", "45", "94", "97", "100", "209"):
            for action in RuleAction:
                new = PostingRule(
                    group_code=group, reason_code=reason, action=action, touched_at=NOW, touched_by=administrator
                )
                with transaction.atomic():
                    try:
                        with transaction.atomic():
                            new.save()
                    except IntegrityError:
                        refused = True
                    else:
                        refused = False
                        new.delete()
                assert refused == bool(why_not(group, reason, action)), (group, reason, action)


# --- the preview ------------------------------------------------------------------------------------------------------


def change(code: str, action: str | None, payer: Payer | None = None, replaces: PostingRule | None = None) -> Change:
    group, reason = code.split("-")
    wanted = RuleAction(action) if action else None
    return Change(payer=payer, group_code=group, reason_code=reason, action=wanted, replaces=replaces)


def test_the_preview_says_what_posting_then_does(practice, administrator) -> None:
    def denied() -> Claim:
        claim = primary_claim()
        answered(claim, partly(claim, cas("CO-97", "140"), cas("CO-45", "20"), paid="40"))
        return claim

    before = denied()
    found = preview_rule(change=change("CO-97", "write_off"), now=NOW)
    was = buckets(before)
    assert buckets(before) == was  # nothing is written
    assert not PostingRule.objects.exists()

    rule("CO-97", "write_off", administrator)
    after = buckets(denied())

    moved = {name: after.get(name, Decimal(0)) - was.get(name, Decimal(0)) for name in {*was, *after}}
    assert moved == {"insurance_paid": 0, "insurer_1": Decimal(-140), "adjusted": Decimal(140)}
    assert (found.lines, found.amount, found.answers, found.is_part) == (1, Decimal(140), 1, False)
    [example] = found.examples
    assert (example.claim_number, example.line, example.amount) == (before.display_number, 2, Decimal(140))
    assert example.before == "CO-97 140.00: stays with the payer for review (default)"
    assert example.after == "CO-97 140.00: written off (practice rule)"


def test_the_preview_of_a_payers_rule_looks_at_that_payer_only(claim) -> None:
    answered(claim, partly(claim, cas("CO-97", "200")))
    blue = Payer.objects.get(payer_id="BS002")

    assert preview_rule(change=change("CO-97", "write_off", blue), now=NOW).answers == 0
    assert preview_rule(change=change("CO-97", "write_off", claim.payer), now=NOW).lines == 1
    assert preview_rule(change=change("CO-96", "write_off"), now=NOW).answers == 0
    assert preview_rule(change=change("CO-97", "write_off"), now=NOW + timedelta(days=91)).answers == 0


def test_another_kind_of_work_is_a_difference_without_money(claim) -> None:
    answered(claim, partly(claim, cas("CO-97", "200")))

    found = preview_rule(change=change("CO-97", "review"), now=NOW)

    assert (found.lines, found.amount) == (1, Decimal(0))
    assert found.examples[0].after == "CO-97 200.00: stays with the payer for review (practice rule)"


def test_the_preview_of_a_removal_and_of_a_changed_code(claim, administrator) -> None:
    standing = rule("CO-97", "write_off", administrator)
    answered(claim, partly(claim, cas("CO-97", "150"), cas("CO-96", "50")))

    gone = preview_rule(change=change("CO-97", None, replaces=standing), now=NOW)
    moved = preview_rule(change=change("CO-96", "write_off", replaces=standing), now=NOW)

    assert (gone.lines, gone.amount) == (1, Decimal(150))
    assert (moved.lines, moved.amount) == (1, Decimal(100))  # 150 back to the payer, 50 written off


def test_a_preview_asks_as_often_for_three_answers_as_for_one(practice) -> None:
    def queries() -> int:
        claim = primary_claim()
        answered(claim, partly(claim, cas("CO-97", "200")))
        with CaptureQueriesContext(connection) as found:
            preview_rule(change=change("CO-97", "write_off"), now=NOW)
        return len(found)

    first = queries()
    queries()
    assert queries() == first


def test_posting_reads_the_rules_once_whatever_their_number(practice, administrator) -> None:
    def queries() -> int:
        claim = primary_claim()
        adjudication = record_adjudication(claim=claim, facts=partly(claim, cas("CO-97", "200")), by=None, now=NOW)
        with CaptureQueriesContext(connection) as found:
            preview_adjudications(adjudication_ids=[adjudication.pk], now=NOW)
        return len(found)

    none = queries()
    for reason in ("96", "97", "B7"):
        rule(f"CO-{reason}", "write_off", administrator)
    assert queries() == none
    rule("CO-97", "review", administrator, Payer.objects.get(payer_id="AC001"))
    assert queries() == none + 1  # whose claims they are


# --- whatever the rules say ------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_arbitrary_rule_books_make_and_lose_nothing(practice, administrator, data) -> None:
    with pytest.raises(Undone), transaction.atomic():
        claim = primary_claim()
        for group in GROUPS:
            for reason in {code.split("-")[1] for code in KNOWN_CODES}:
                allowed = [action for action in RuleAction if not why_not(group, reason, action)]
                action = data.draw(st.sampled_from([None, *allowed]))
                if action is not None:
                    rule(f"{group}-{reason}", action, administrator, data.draw(st.sampled_from([None, claim.payer])))
        parts = [data.draw(line_parts(Decimal(250))), data.draw(line_parts(Decimal(200)))]
        adjudication = answered(claim, facts_of(claim, parts))
        check_conservation(claim)
        assert not LedgerEntry.objects.filter(moved_to=Bucket.PATIENT).exclude(rule__startswith="PR-").exists()
        open_work = Task.objects.filter(claim=claim, closed_at__isnull=True)
        assert open_work.exists() == (fresh(claim).waiting_on == WaitingOn.REVIEW)
        settle_payments(client_ids=[claim.client_id], by=None, now=NOW)
        reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Undone.")
        check_conservation(claim)
        assert not open_work.exists()
        assert buckets(claim) == {"insurer_1": Decimal(450)}
        raise Undone
