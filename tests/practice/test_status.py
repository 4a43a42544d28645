"""The status page: who sees it, what its lines say, and that a broken part turns its own line red and no other."""

import os
import socket
import threading
import time
from datetime import timedelta

import pytest
from celery.signals import before_task_publish
from django.db import DatabaseError, connection
from django.utils import timezone

from claimcenter.practice import selectors, status, tasks, vitals
from claimcenter.practice.models import AuditEvent, Heartbeat
from claimcenter.practice.services.heartbeats import beat
from claimcenter.practice.status import Light, Line, Section, ago, span
from claimcenter.practice.tenancy import starting_in

# Each looks across practices, and answers with ids, counts, times, or yes and no.
DEFINERS = {
    "claims_gap",
    "claims_keep_balance",
    "claims_payable",
    "claims_to_auto_file",
    "claims_undecided",
    "claims_unsent",
    "era_account_agrees",
    "era_check_deposit",
    "era_deposit_pays",
    "era_idle_jobs",
    "era_payee_elsewhere",
    "insurance_check_plan_rules",
    "practice_find_api_key",
}


def lines(client) -> dict[str, dict[str, str]]:
    answer = client.get("/status/?format=json")
    assert answer.status_code == 200
    return {line["key"]: line for line in answer.json()["lines"]}


@pytest.fixture
def alive(practice) -> None:
    for name in ("beat", "worker", "audit-seal", "audit-verify", "secondary-sweep"):
        beat(name=name, now=timezone.now())


@pytest.fixture(autouse=True)
def room(monkeypatch) -> None:
    """This machine's disk is its own affair."""
    usage = type("Usage", (), {"total": 100 * vitals.GIB, "free": 50 * vitals.GIB})
    monkeypatch.setattr(vitals.shutil, "disk_usage", lambda _path: usage)


@pytest.fixture
def dead_redis() -> str:
    """Nobody listens there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


class TestPage:
    pytestmark = pytest.mark.django_db

    def test_it_says_each_state_in_a_word_and_what_to_do(self, client_as, administrator, alive) -> None:
        page = client_as(administrator).get("/status/").content.decode()

        assert "Something needs a look" in page  # no Redis in tests
        assert "Set REDIS_URL." in page
        assert page.count("Fine") >= 8
        assert "0. Every completed claim is decided." in page

    def test_links_stand_only_for_those_who_may_follow_them(self, client_as, administrator, auditor) -> None:
        assert 'href="/claims/?tab=pending' in client_as(administrator).get("/status/").content.decode()
        assert 'href="/claims/?tab=pending' not in client_as(auditor).get("/status/").content.decode()

    def test_json_is_for_machines(self, client_as, operator, alive) -> None:
        body = client_as(operator).get("/status/?format=json").json()

        assert body["state"] == "amber"
        assert {line["section"] for line in body["lines"]} == {"promise", "practice", "installation"}

    def test_the_number_of_queries_is_fixed(self, client_as, operator, alive, django_assert_max_num_queries) -> None:
        browser = client_as(operator)
        browser.get("/status/")

        with django_assert_max_num_queries(60):
            browser.get("/status/")

    def test_one_look_is_one_audit_row(self, client_as, operator) -> None:
        client_as(operator).get("/status/")

        assert AuditEvent.objects.filter(action="status.view").count() == 1

    def test_a_check_that_fails_is_a_red_line_and_the_others_answer(self, client_as, operator, alive, monkeypatch):
        def broken(_now):
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_function()")
            yield

        monkeypatch.setitem(status._checks[Section.INSTALLATION], "schema", broken)
        found = lines(client_as(operator))

        assert found["schema"]["light"] == "red"
        assert found["disk"]["light"] == "green"


class TestLines:
    pytestmark = pytest.mark.django_db

    @pytest.mark.parametrize(("seconds", "light"), [(10, "green"), (60, "amber"), (100, "red")])
    def test_beat_and_workers_are_judged_by_their_last_sign_of_life(self, alive, monkeypatch, seconds, light) -> None:
        Heartbeat.objects.filter(name="worker").update(at=timezone.now() - timedelta(seconds=seconds))
        monkeypatch.setattr(vitals, "broker_line", lambda _url: Line("broker", "Broker", Light.GREEN, "Answers."))
        found = {line.key: line.light for line in vitals.processes(timezone.now())}

        assert (found["worker"], found["schedule"]) == (light, Light.GREEN)

    def test_beat_that_stopped_is_red_and_the_workers_are_not_blamed(self, client_as, operator, alive) -> None:
        Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=2))
        found = lines(client_as(operator))

        assert found["schedule"]["light"] == "red"
        assert found["worker"]["light"] == "amber"
        assert "schedule" in found["worker"]["text"]

    def test_nothing_was_ever_seen(self, client_as, operator) -> None:
        found = lines(client_as(operator))

        assert "No sign of life" in found["schedule"]["text"]
        assert found["audit-verify"]["light"] == "amber"

    def test_a_broken_audit_chain_is_red_and_an_old_check_amber(self, client_as, operator, alive) -> None:
        browser = client_as(operator)
        beat(name="audit-verify", now=timezone.now() - timedelta(days=3))
        assert lines(browser)["audit-verify"]["light"] == "amber"
        beat(name="audit-verify", now=timezone.now(), detail={"broken": 1})
        assert lines(browser)["audit-verify"]["light"] == "red"

    def test_migrations_that_are_missing_are_named(self, client_as, operator, alive, monkeypatch) -> None:
        monkeypatch.setattr(vitals, "pending_migrations", lambda: ["claims.0099_more"])

        assert "claims.0099_more" in lines(client_as(operator))["migrations"]["text"]

    @pytest.mark.parametrize(("free", "light"), [(50, "green"), (4, "amber"), (0.5, "red")])
    def test_disk(self, monkeypatch, free, light) -> None:
        usage = type("Usage", (), {"total": 20 * vitals.GIB, "free": free * vitals.GIB})
        monkeypatch.setattr(vitals.shutil, "disk_usage", lambda _path: usage)

        assert [line.light for line in vitals.disk(timezone.now())] == [light]

    @pytest.mark.parametrize(("seconds", "light"), [(1, "green"), (10, "amber"), (60, "red")])
    def test_clock(self, monkeypatch, seconds, light) -> None:
        ours = timezone.now() - timedelta(seconds=seconds)
        monkeypatch.setattr(vitals.timezone, "now", lambda: ours)

        assert [line.light for line in vitals.clock(ours)] == [light]


class TestBackup:
    def found(self, settings, marker: object, **more: object) -> Line:
        settings.CLAIMCENTER_BACKUP_MARKER = str(marker)
        for name, value in more.items():
            setattr(settings, name, value)
        (line,) = vitals.backup(timezone.now())
        return line

    @pytest.mark.parametrize(("hours", "light"), [(2, Light.GREEN), (23, Light.GREEN), (25, Light.RED)])
    def test_its_age_is_that_of_the_file(self, settings, tmp_path, hours, light) -> None:
        marker = tmp_path / "done"
        marker.touch()
        at = time.time() - hours * 3600
        os.utime(marker, (at, at))
        line = self.found(settings, marker)
        assert line.light == light
        assert line.text == f"The last one is {hours} h old."
        assert bool(line.todo) == (light != Light.GREEN)

    def test_a_file_that_is_not_there_is_a_backup_that_is_not_there(self, settings, tmp_path) -> None:
        assert self.found(settings, tmp_path / "nothing").light == Light.RED

    def test_nobody_watching_is_said_outside_practice_mode(self, settings) -> None:
        watched = self.found(settings, "", PRACTICE_MODE=False)
        assert watched.light == Light.AMBER
        assert "CLAIMCENTER_BACKUP_MARKER" in watched.todo
        assert self.found(settings, "", PRACTICE_MODE=True).light == Light.GREEN


class TestBroker:
    def test_a_broker_that_is_down_is_told_at_once(self, dead_redis) -> None:
        began = time.monotonic()

        assert vitals.broker_line(dead_redis).light == Light.RED
        assert time.monotonic() - began < 1

    def test_one_that_hangs_does_not_hang_the_page(self) -> None:
        """It takes the connection and never answers."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            began = time.monotonic()
            line = vitals.broker_line(f"redis://127.0.0.1:{server.getsockname()[1]}/0")

            assert line.light == Light.RED
            assert time.monotonic() - began < 1

    def test_one_that_answers(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=answer, args=(server,), daemon=True).start()

            assert "7 messages wait" in vitals.broker_line(f"redis://127.0.0.1:{server.getsockname()[1]}/0").text


def answer(server: socket.socket) -> None:
    """As much of Redis as the page needs: every command gets its reply, LLEN the number 7."""
    with server.accept()[0] as peer:
        while data := peer.recv(4096):
            count = data.count(b"*")
            peer.sendall(b":7\r\n" if b"LLEN" in data else b"+OK\r\n" * count)


class TestSignsOfLife:
    pytestmark = pytest.mark.django_db

    def test_beat_leaves_its_own_when_it_asks_for_the_workers(self) -> None:
        before_task_publish.send(sender="practice.heartbeat")

        assert set(selectors.heartbeats()) == {"beat"}

    def test_other_messages_leave_none(self) -> None:
        before_task_publish.send(sender="claims.reconcile_secondaries")

        assert selectors.heartbeats() == {}

    def test_the_chains_are_checked_once_a_day(self, practice, monkeypatch) -> None:
        checked = []
        monkeypatch.setattr(tasks, "verify_and_note", lambda *, now: checked.append(now))
        tasks.verify_audit()
        beat(name="audit-verify", now=timezone.now() - timedelta(hours=1))
        tasks.verify_audit()
        beat(name="audit-verify", now=timezone.now() - timedelta(hours=25))
        tasks.verify_audit()

        assert len(checked) == 2

    def test_checking_leaves_what_it_found(self) -> None:
        tasks.verify_audit()

        assert selectors.heartbeats()["audit-verify"].detail == {"broken": 0}


@pytest.mark.django_db
def test_functions_that_look_across_practices_are_listed_and_pinned() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname::text, proconfig::text[], has_function_privilege('public', oid, 'EXECUTE')"
            " FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        found = {name: (config, public) for name, config, public in cursor.fetchall()}

    assert set(found) == DEFINERS
    assert all(config == ["search_path=pg_catalog, pg_temp"] for config, _ in found.values())
    assert not any(public for _, public in found.values())


@pytest.mark.django_db
def test_a_check_that_fails_is_logged_and_leaves_the_transaction_whole(practice, monkeypatch) -> None:
    def broken(_now):
        raise DatabaseError
        yield

    monkeypatch.setitem(status._checks[Section.PRACTICE], "odd", broken)
    with starting_in(practice, None):
        groups = status.report(now=timezone.now())

    assert [line.light for line in groups[1].lines if line.key == "odd"] == [Light.RED]
    assert status.worst(groups) == Light.RED


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (172_800, "2 days")]
)
def test_spans_are_said_in_the_unit_that_tells_something(seconds, words) -> None:
    assert span(timedelta(seconds=seconds)) == words
    now = timezone.now()
    assert ago(now - timedelta(seconds=seconds), now) == words
