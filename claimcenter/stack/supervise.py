"""Keeps a few processes running: starts them, restarts one that ends, stops all of them in reverse order."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from claimcenter.stack.env import write_private
from claimcenter.stack.process import born, end_stranger, start_bound, wait_or_kill

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY = 60.0  # a process that ran this long starts its delays afresh


@dataclass
class Service:
    """One process and how patient we are with it. `stop_with` must let it finish what it does."""

    name: str
    command: list[str]
    log: Path
    text_in: bytes = b""
    environment: dict[str, str] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    foundation: bool = False  # the others need it to finish their work, so it stops after them
    child: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    delay: float = FIRST_DELAY
    due: float = 0.0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = start_bound(
                self.command,
                log=log,
                on_death=self.stop_with,
                environment=self.environment,
                text_in=self.text_in,
            )
        self.started_at, self.due = time.monotonic(), 0.0

    def ended(self) -> bool:
        return self.child is None or self.child.poll() is not None

    def ask_to_end(self) -> None:
        if self.child is not None:
            self.child.send_signal(self.stop_with)

    def wait_or_kill(self) -> None:
        if self.child is not None:
            wait_or_kill(self.child, seconds=self.patience)


@dataclass
class Supervisor:
    """The services in the order of their start. `tell` prints a line to whoever watches."""

    state_file: Path
    tell: Callable[[str], None]
    services: list[Service] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def start(self, service: Service) -> None:
        service.start()
        self.services.append(service)
        self.remember()

    def remember(self, **facts: object) -> None:
        """Write down what runs, for other commands and for the next start."""
        self.facts |= facts
        pids = [service.child.pid for service in self.services if service.child is not None]
        state = self.facts | {"supervisor": os.getpid(), "children": [[pid, born(pid)] for pid in pids]}
        write_private(self.state_file, json.dumps(state, indent=1))

    def tend(self) -> None:
        """Restart what has ended, each after its own delay, which doubles while it keeps failing."""
        now = time.monotonic()
        for service in self.services:
            if not service.ended():
                continue
            if not service.due:
                self._plan(service, now)
            elif now >= service.due:
                service.start()
                self.remember()

    def _plan(self, service: Service, now: float) -> None:
        code = service.child.returncode if service.child else 0
        if now - service.started_at > STEADY:
            service.delay = FIRST_DELAY
        service.due = now + service.delay
        self.tell(f"{service.name} ended ({code}); again in {service.delay:g} s. See {service.log}")
        service.delay = min(service.delay * 2, LONGEST_DELAY)

    def stop(self) -> None:
        """Web, worker and beat together, each finishing what it does; then what they stand on."""
        for foundation in (False, True):
            ending = [service for service in self.services if service.foundation is foundation]
            for service in ending:
                service.ask_to_end()
            for service in ending:
                service.wait_or_kill()
        self.state_file.unlink(missing_ok=True)


def clear_leftovers(state_file: Path) -> None:
    """End what an `up` that was killed left behind. On Linux the kernel has told it already: wait for it to go."""
    if not state_file.exists():
        return
    state = json.loads(state_file.read_text(encoding="utf-8"))
    for pid, birth in state.get("children", []):
        end_stranger(pid, birth, seconds=5)
    state_file.unlink(missing_ok=True)
