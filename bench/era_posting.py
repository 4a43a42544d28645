"""Posting a remittance, whole: ``python bench/era_posting.py --claims 100000``. Ratios inside one run.

A database of its own under ``.data/bench-era`` (durable, row security on, the application's role) is filled with
submitted claims by ``manage.py seed_scale``; the 835 that answers them is read, checked, stored, matched, posted with
ledger, states and history, and every completed claim decided, its secondary made. Beside it, in the same run and in
turns: pyx12, which only validates, and our own road with batches of one claim. Writes ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import x12  # noqa: E402 - found beside the checkout, wherever the command is started
from bench.era_variants import with_exceptions  # noqa: E402

START, END = "<!-- era: start -->", "<!-- era: end -->"
FOLDER = ROOT / ".data" / "bench-era"
NOTE = """
pyx12 reads and validates and keeps nothing. For each claim our road keeps some thirty rows, in a durable database,
under row security and foreign keys, half of its CPU the server's. CPU seconds are both together; the clock is that of
a machine others were using. Claim by claim is the same code with batches of one.
"""
SMALL, FEW, PEER = 10_000, 100, 1_000


class Road(NamedTuple):
    """One file's road; seconds are CPU (ours and the server's) and wall."""

    name: str
    facts: dict[str, Any]

    @property
    def claims(self) -> int:
        return int(self.facts["claims"])

    def total(self, what: str) -> float:
        return float(sum(stage[what] for stage in self.facts["stages"].values()))

    @property
    def cpu(self) -> float:
        return self.total("python") + self.total("postgres")

    @property
    def wall_rate(self) -> float:
        return self.claims / self.total("wall")

    @property
    def cpu_rate(self) -> float:
        return self.claims / self.cpu

    @property
    def statements(self) -> float:
        return self.total("statements") / self.claims


def environment() -> dict[str, str]:
    given = {"CLAIMCENTER_DATA": str(FOLDER), "DJANGO_SETTINGS_MODULE": "claimcenter.settings", "PYTHONPATH": str(ROOT)}
    dropped = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CLAIMCENTER_DB_ROLE"}
    return {name: value for name, value in os.environ.items() if name not in dropped} | given


def python(*arguments: str) -> str:
    """A process of this checkout against the bench's database; its last line."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stderr[-4000:]}")
    return (done.stdout.strip().splitlines() or [""])[-1]


def seeded(slug: str, claims: int) -> Path:
    """A practice with so many submitted claims; the file that answers them."""
    path = FOLDER / f"{slug}.835"
    python("manage.py", "seed_scale", "--claims", str(claims), "--era", str(path), "--practice", slug, "--json")
    return path


def road(slug: str, path: Path, how: str = "road") -> Road:
    return Road(slug, json.loads(python("bench/era_work.py", how, str(path), slug)))


class Bench:
    """One run: every figure of it comes from the same minutes on the same machine."""

    def __init__(self, claims: int, rounds: int) -> None:
        self.claims, self.rounds = claims, rounds
        self.peers: list[float] = []
        self.roads: list[Road] = []

    def run(self) -> list[str]:
        peer, warm = seeded("peer", PEER), x12.remittance(FOLDER, 3, 3)
        for number in range(self.rounds):
            self._peer(peer, warm)
            self._road(f"small-{number}", SMALL)
        self._road("exceptions", SMALL, exceptions=True)
        self._road("row-by-row", FEW, how="rows")
        self._peer(peer, warm)
        if self.claims > SMALL:
            self._road("large", self.claims)
            self._peer(peer, warm)
        return self._lines()

    def _peer(self, path: Path, warm: Path) -> None:
        found = x12.run(x12.environment(), "pyx12", path, warm)
        self.peers.append(found["claims"] / found["seconds"])
        print(f"pyx12: {self.peers[-1]:,.0f} claims/s", file=sys.stderr)

    def _road(self, slug: str, claims: int, *, how: str = "road", exceptions: bool = False) -> None:
        path = seeded(slug, claims)
        if exceptions:
            path = with_exceptions(path, path.with_suffix(".exceptions.835"))
        self.roads.append(road(slug, path, how))
        print(one_line(self.roads[-1]), file=sys.stderr)

    def _lines(self) -> list[str]:
        small = [one for one in self.roads if one.name.startswith("small")]
        by_name = {one.name: one for one in self.roads}
        large = by_name.get("large", small[-1])
        return [*ratios(self.peers, small, large, by_name), "", *table([*small, *others(by_name)], self.peers)]


def others(by_name: dict[str, Road]) -> list[Road]:
    return [one for name, one in by_name.items() if not name.startswith("small")]


def ratios(peers: list[float], small: list[Road], large: Road, by_name: dict[str, Road]) -> list[str]:
    """The goals with what this run gives."""
    peer = statistics.median(peers)
    usual = statistics.median(one.cpu / one.claims for one in small)
    measures = [
        (
            "claims a second, times pyx12's validation alone (CPU of ours and the server's)",
            ">= 3",
            large.cpu_rate / peer,
        ),
        ("the same on the clock", ">= 3", large.wall_rate / peer),
        ("times our own road claim by claim (CPU)", ">= 10", large.cpu_rate / by_name["row-by-row"].cpu_rate),
        ("SQL statements a claim", "<= 0.05", large.statements),
        ("MB above the 10,000-claim file", "<= 32", large.facts["peak_mb"] - small[0].facts["peak_mb"]),
        ("cost of a claim, largest file against 10,000 claims", "<= 1.25", large.cpu / large.claims / usual),
        (
            "cost of a claim with 20 % unmatched and 5 % reversals",
            "about 1",
            by_name["exceptions"].cpu / by_name["exceptions"].claims / usual,
        ),
    ]
    rows = [f"| {what} | {goal} | {value:.3f} |" for what, goal, value in measures]
    return ["| measure | goal | here |", "|---|---|---|", *rows]


def table(roads: list[Road], peers: list[float]) -> list[str]:
    head = [
        "| file | claims | load s | post s | decide s | CPU s, ours + server | claims/s | SQL | MB | secondaries |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    ours = [
        f"| {one.name} | {one.claims:,} | "
        + " | ".join(f"{stage['wall']:.2f}" for stage in one.facts["stages"].values())
        + f" | {one.total('python'):.2f} + {one.total('postgres'):.2f} | {one.wall_rate:,.0f} "
        f"| {one.total('statements'):,.0f} | {one.facts['peak_mb']:.0f} | {one.facts['secondaries']:,} |"
        for one in roads
    ]
    peer = f"| pyx12, validation alone | {PEER:,} | | | | | {statistics.median(peers):,.0f} | | | |"
    return [*head, *ours, peer]


def one_line(one: Road) -> str:
    stages = ", ".join(
        f"{name} {stage['wall']:.2f} s (python {stage['python']:.2f}, postgres {stage['postgres']:.2f}, "
        f"{stage['statements']:.0f} statements)"
        for name, stage in one.facts["stages"].items()
    )
    return f"{one.name}: {one.wall_rate:,.0f} claims/s on the clock, {one.cpu_rate:,.0f} by CPU; {stages}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the road of a remittance beside pyx12's validation.")
    parser.add_argument("--claims", type=int, default=100_000, help="claims of the largest file")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ |= {"CLAIMCENTER_DATA": str(FOLDER)}
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    from claimcenter.stack.services import database_for_command

    with database_for_command():
        python("-m", "claimcenter.stack.prepare")
        lines = Bench(options.claims, options.rounds).run()
    command = f"`python bench/era_posting.py --claims {options.claims} --rounds {options.rounds}`"
    about = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores."
    lines = ["## Posting a remittance", "", f"{command}. {about}", NOTE, *lines]
    x12.document(lines, start=START, end=END)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
