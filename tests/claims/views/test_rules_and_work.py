"""The posting rules page and the worklist: what a biller and an administrator see, press and are told; and the API."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, PostingRule, Task
from claims.services.rules import RuleDetails, add_rule
from insurance.models import Payer
from tests.claims.test_rules import partly
from tests.factories.claims import NOW, answered, cas, primary_claim

pytestmark = pytest.mark.django_db

RULES, ADD, WORK = reverse("claims:rules"), reverse("claims:rule-add"), reverse("claims:tasks")


@pytest.fixture
def desk(client_as, administrator):
    return client_as(administrator)


@pytest.fixture
def browser(client_as, biller):
    return client_as(biller)


@pytest.fixture
def denied(practice) -> Claim:
    claim = primary_claim()
    answered(claim, partly(claim, cas("CO-97", "200")))
    return claim


def rule(by, code: str = "CO-97", action: str = "review", payer: Payer | None = None) -> PostingRule:
    group, reason = code.split("-")
    details = RuleDetails(payer=payer, group_code=group, reason_code=reason, action=action, note="By contract")
    return add_rule(details=details, by=by, now=NOW)


TYPED = {"payer": "", "group_code": "CO", "reason_code": "97", "action": "write_off", "note": "By contract"}


def test_a_rule_is_saved_only_after_its_preview(desk, denied) -> None:
    unseen = desk.post(ADD, {**TYPED, "do": "save"})
    assert unseen.status_code == 200
    assert "would have been posted differently" in unseen.content.decode()
    assert denied.display_number in unseen.content.decode()
    assert "Rivers" not in unseen.content.decode()
    assert not PostingRule.objects.exists()

    seen = unseen.context["form"].data["previewed"]
    other = desk.post(ADD, {**TYPED, "action": "review", "previewed": seen, "do": "save"})
    assert other.status_code == 200
    assert not PostingRule.objects.exists()

    saved = desk.post(ADD, {**TYPED, "previewed": seen, "do": "save"})
    assert saved.status_code == 302
    assert PostingRule.objects.get().action == "write_off"


def test_what_nobody_may_override_is_said_at_the_field(desk, practice) -> None:
    refused = desk.post(ADD, {**TYPED, "group_code": "OA", "reason_code": "23", "do": "preview"})

    assert refused.status_code == 409
    assert "never posted" in refused.content.decode()
    assert refused.context["form"].errors["reason_code"]
    assert refused.context["preview"] is None
    unknown = desk.post(ADD, {**TYPED, "reason_code": "4-5", "action": "burn", "payer": "999999"})
    assert set(unknown.context["form"].errors) == {"reason_code", "action", "payer"}
    assert unknown.status_code == 422


def test_editing_and_removing_tell_who_was_first(desk, administrator, denied) -> None:
    standing = rule(administrator)
    page = reverse("claims:rule-edit", args=[standing.pk])
    typed = {**TYPED, "version": "1", "previewed": "|CO|97|write_off", "do": "save"}
    assert desk.post(page, typed).status_code == 302
    told = desk.post(page, typed)
    assert told.status_code == 409
    assert "saved this" in told.content.decode()

    gone = reverse("claims:rule-remove", args=[standing.pk])
    assert "would have been posted differently" in desk.get(gone).content.decode()
    assert desk.post(gone, {"version": "1"}).status_code == 409
    assert desk.post(gone, {"version": "2"}).status_code == 302
    assert not PostingRule.objects.exists()


def test_the_list_is_grouped_by_payer_and_found_by_code_or_meaning(browser, administrator, denied) -> None:
    rule(administrator, "CO-97", "write_off", denied.payer)
    rule(administrator, "PI-16", "denial")

    page = browser.get(RULES)
    assert [(group.name, [row.rule.code for row in group.rows]) for group in page.context["groups"]] == [
        ("", ["PI-16"]),
        ("Acme PPO", ["CO-97"]),
    ]
    assert "Add a rule" not in page.content.decode()

    def found(text: str) -> tuple[list[str], int]:
        context = browser.get(RULES, {"q": text}).context
        codes = [row.rule.code for group in context["groups"] for row in group.rows]
        return codes, len(context["defaults"]) + len(context["always"])

    assert found("97") == (["CO-97"], 0)
    assert found("missing or wrong") == (["PI-16"], 0)
    assert found("acme") == (["CO-97"], 0)
    assert found("fee schedule") == ([], 1)
    assert found("qmb") == ([], 1)
    assert found("nothing of it") == ([], 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_rules_page_asks_as_often_for_three_as_for_one(
    desk, administrator, denied, django_assert_num_queries, count
) -> None:
    for reason in ("96", "97", "B7")[:count]:
        rule(administrator, f"CO-{reason}", "denial")
    with django_assert_num_queries(16):
        assert desk.get(RULES).status_code == 200


# --- the worklist -----------------------------------------------------------------------------------------------------


def test_the_worklist_shows_what_to_do_and_the_navigation_how_many(browser, denied) -> None:
    page = browser.get(WORK)
    text = page.content.decode()

    assert [task.reference for task in page.context["page"].rows] == ["CO-97"]
    assert "Included in the payment for another service" in text
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("All open", 1),
        ("Denials", 1),
        ("Reviews", 0),
        ("Refunds", 0),
        ("Closed", None),
    ]
    assert [entry["count"] for entry in page.context["nav"] if entry["label"] == "Worklist"] == [1]
    assert "overdue" not in text
    Task.objects.update(due_on="2026-01-01")
    late = browser.get(WORK)
    assert "overdue" in late.content.decode()
    assert [entry["needs_attention"] for entry in late.context["nav"] if entry["label"] == "Worklist"] == [True]


def test_closing_asks_how_it_ended_and_what_was_done(browser, biller, denied) -> None:
    task = denied.tasks.get()
    page = reverse("claims:task-close", args=[task.pk])
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"outcome": "done"}).status_code == 422
    assert browser.post(page, {"outcome": "superseded", "note": "x"}).status_code == 422
    changed = browser.post(page, {"outcome": "done", "note": "Appealed", "version": "9"})
    assert changed.status_code == 409
    assert browser.post(page, {"outcome": "done", "note": "Appealed", "version": "1"}).status_code == 302
    again = browser.post(page, {"outcome": "done", "note": "Appealed"})
    assert again.status_code == 409
    assert "closed by Alice Biller" in again.content.decode()

    closed = browser.get(WORK, {"tab": "closed"}).content.decode()
    assert "Appealed" in closed
    assert "Alice Biller" in closed
    claim = browser.get(reverse("claims:detail", args=[denied.pk])).content.decode()
    assert "Denial CO-97 200.00: done. Appealed" in claim


def test_what_comes_again_is_one_link_from_a_rule(browser, desk, denied) -> None:
    page = reverse("claims:task-close", args=[denied.tasks.get().pk])
    assert "Make a posting rule" not in browser.get(page).content.decode()
    link = desk.get(page).context["rule_url"]

    form = desk.get(link).context["form"]
    assert (form["group_code"].value(), form["reason_code"].value()) == ("CO", "97")
    assert form["payer"].value() == str(denied.payer_id)
    assert "selected" in str(form["payer"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_worklist_asks_as_often_for_three_as_for_one(browser, practice, django_assert_num_queries, count) -> None:
    for _ in range(count):
        claim = primary_claim()
        answered(claim, partly(claim, cas("CO-97", "200")))
    with django_assert_num_queries(17):
        assert browser.get(WORK).status_code == 200


def test_nonsense_in_the_url_is_left_out(browser, denied) -> None:
    assert browser.get(WORK, {"tab": "no", "after": "x"}).status_code == 200
    assert browser.get(RULES, {"q": "x" * 500}).status_code == 200


# --- the API ----------------------------------------------------------------------------------------------------------


def test_rules_through_the_api(api_client, administrator, denied) -> None:
    api = api_client(administrator)
    body = {"group": "CO", "reason": "97", "action": "write_off", "payer": denied.payer_id}

    preview = api.post("/api/v1/posting-rules/preview/", body, format="json").json()
    assert (preview["lines"], preview["amount"]) == (1, "200.00")
    assert preview["examples"][0]["after"] == "CO-97 200.00: written off (Acme PPO rule)"
    made = api.post("/api/v1/posting-rules/", body, format="json")
    assert (made.status_code, made.json()["meaning"]) == (201, "Included in the payment for another service")
    one = f"/api/v1/posting-rules/{made.json()['id']}/"
    assert api.post("/api/v1/posting-rules/", body, format="json").json()["code"] == "rule_known"
    changed = api.patch(one, {"action": "denial", "version": 1}, format="json").json()
    assert (changed["action"], changed["payer"], changed["version"]) == ("denial", denied.payer_id, 2)
    assert api.patch(one, {"action": "review", "version": 1}, format="json").json()["code"] == "changed_meanwhile"
    refused = api.patch(one, {"action": "patient"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "rule_not_allowed")
    assert api.get("/api/v1/posting-rules/").json()["results"][0]["id"] == made.json()["id"]
    assert api.delete(one).status_code == 204


def test_tasks_through_the_api(api_client, biller, denied) -> None:
    api = api_client(biller)
    [found] = api.get("/api/v1/tasks/", {"kind": "denial", "open": "true", "claim": denied.pk}).json()["results"]
    assert (found["reference"], found["amount"], found["is_open"]) == ("CO-97", "200.00", True)
    assert api.get("/api/v1/tasks/", {"open": "false"}).json()["results"] == []
    assert api.get("/api/v1/tasks/", {"kind": "party"}).status_code == 400
    close = f"/api/v1/tasks/{found['id']}/close/"
    assert api.post(close, {"outcome": "superseded", "note": "x"}, format="json").status_code == 400
    done = api.post(close, {"outcome": "not_needed", "note": "Bundled", "version": 1}, format="json").json()
    assert (done["outcome"], done["closed_by"], done["is_open"]) == ("not_needed", biller.pk, False)
    assert api.post(close, {"outcome": "done", "note": "x"}, format="json").json()["code"] == "task_closed"
    assert Task.objects.get().amount == Decimal(200)
    assert Task.objects.get().closed_at <= timezone.now()
