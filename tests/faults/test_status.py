"""The status page and the probes while the broker hangs or is gone: they answer, soon, and tell which it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.people import LONGEST
from tests.faults.stack import seconds_until


@contextmanager
def stopped(stack) -> Iterator[None]:
    stack.kill(stack.broker)
    try:
        yield
    finally:
        stack.start_broker()


def lights(operator) -> dict[str, str]:
    answer = operator.page("/status/?format=json")
    assert answer.status == 200
    assert answer.seconds < LONGEST
    return {line["key"]: line["light"] for line in json.loads(answer.body)["lines"]}


def test_all_processes_show_a_sign_of_life(operator, note) -> None:
    """Beat, broker, worker: within two rounds of the schedule."""
    wanted = {"schedule": "green", "broker": "green", "worker": "green", "undecided": "green", "doubled": "green"}
    note("all green", seconds_until(lambda: wanted.items() <= lights(operator).items(), limit=60))


@pytest.mark.parametrize("harm", ["hung", "stopped"])
def test_a_broken_broker_turns_its_own_line_red_and_back(stack, operator, note, harm) -> None:
    with stack.frozen(stack.broker) if harm == "hung" else stopped(stack):
        found = lights(operator)
        page = operator.page("/status/")
        probes = [operator.page(path) for path in ("/livez", "/readyz")]
    note(f"page while {harm}", page.seconds)
    note(f"slowest probe while {harm}", max(probe.seconds for probe in probes))

    assert [key for key, light in found.items() if light == "red" and key != "disk"] == ["broker"]
    assert (page.status, page.seconds < LONGEST) == (200, True)
    assert "Start Redis again" in page.body.decode()
    assert [(probe.status, probe.seconds < LONGEST) for probe in probes] == [(200, True)] * 2
    note("green again", seconds_until(lambda: lights(operator)["broker"] == "green", limit=60))
