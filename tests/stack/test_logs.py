"""Log lines carry no query string, no message of an exception, no arguments."""

import json
import logging

import pytest
import structlog

from claimcenter.stack import logs

CANARY = "Canary-Person"


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]):
    logs.logging_settings(level="INFO", console=False)
    yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    logs.logging_settings(level="WARNING", console=False)


def test_a_request_loses_its_query_string(lines) -> None:
    structlog.get_logger("t").info(
        "request_finished", request=f"GET /clients/?q={CANARY}", ip="10.0.0.1", user_agent=CANARY
    )
    [line] = lines()
    assert line["request"] == "GET /clients/"
    assert CANARY not in json.dumps(line)
    assert "ip" not in line


@pytest.mark.parametrize("say", [structlog.get_logger("t").exception, logging.getLogger("t").exception])
def test_an_exception_keeps_its_type_and_place_only(lines, say) -> None:
    try:
        raise ValueError(f"Key (name)=({CANARY}) exists")
    except ValueError:
        say("failed")
    [line] = lines()
    assert line["exception"] == "ValueError"
    assert "test_logs.py" in line["where"][-1]
    assert CANARY not in json.dumps(line)


def test_djangos_request_lines_stay_out(lines) -> None:
    logging.getLogger("django.request").error("Not Found: /clients/?q=%s", CANARY)
    logging.getLogger("django.server").warning("GET /?q=%s", CANARY)
    assert lines() == []


def test_a_line_that_cannot_be_written_says_nothing_more(lines) -> None:
    logs.CurrentStderr().handle(logging.makeLogRecord({"msg": "%d clients", "args": (CANARY,)}))
    [line] = lines()
    assert line["event"] == "log_line_could_not_be_written"
