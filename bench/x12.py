"""Speed of the X12 engine beside its peers, as ratios inside one run: ``python bench/x12.py``.

Makes its own balanced files (seeded), installs the peers in an environment of its own (``.data/bench-env``), and
measures every tool in a process of its own, one after another, round after round; the median of the rounds counts.
Writes ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.generate835 import generate  # noqa: E402 - found beside the checkout, wherever the command is started

PEERS = ("pyx12==4.0.0", "edi-835-parser==1.8.0", "oxedi==0.6.0", "kw-x12-parser==0.1.6")
DOCUMENT = ROOT / "docs" / "benchmarks.md"
START, END = "<!-- x12: start -->", "<!-- x12: end -->"


class Row(NamedTuple):
    """One tool on one file: the median of the rounds."""

    tool: str
    file: str
    claims: int
    seconds: float
    peak_mb: float

    @property
    def rate(self) -> float:
        return self.claims / self.seconds


def environment() -> Path:
    """The peers' Python; made once."""
    folder = ROOT / ".data" / "bench-env"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        (folder / "ready").touch()
    return python


def remittance(folder: Path, claims: int, per_set: int) -> Path:
    path = folder / f"{claims}-{per_set}.835"
    with path.open("w", newline="") as file:
        generate(file.write, claims=claims, seed=7, per_set=per_set)
    return path


def secondary_claims(folder: Path, claims: int) -> Path:
    """Secondary claims of many patients, payers and clinicians (``generate837``)."""
    from bench.generate837 import interchange
    from claimcenter.x12.write837 import to_text

    path = folder / f"{claims}.837"
    path.write_text(to_text(interchange(claims)))
    return path


def run(python: Path, tool: str, *arguments: object) -> dict[str, Any]:
    command = [str(python), str(ROOT / "bench" / "x12_work.py"), tool, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def started(*arguments: str) -> tuple[float, float]:
    """CPU and wall seconds of ``manage.py x12 ...`` from nothing to its end; the best of five."""
    command = [sys.executable, str(ROOT / "manage.py"), "x12", *arguments]
    found = []
    for _ in range(5):
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((used, time.perf_counter() - wall))
    return min(found)


def measure(python: Path, plan: list[tuple[str, Path]], warm: Path, rounds: int) -> list[Row]:
    """Every (tool, file) once a round, interleaved."""
    found: dict[tuple[str, Path], list[dict[str, Any]]] = {step: [] for step in plan}
    for _ in range(rounds):
        for tool, path in plan:
            found[tool, path].append(run(python, tool, path, warm))
    return [
        Row(
            tool,
            path.name,
            int(results[0]["claims"]),
            statistics.median(one["seconds"] for one in results),
            max(one["peak_mb"] for one in results),
        )
        for (tool, path), results in found.items()
    ]


MISSING = {
    "ours": "",
    "split": "reads nothing: no structure, no money, no checks",
    "pyx12": "no balances, no repeated claims; hands over no claims",
    "edi-835-parser": "no checks, no balances, no PLB; one payment a file",
    "oxedi": "keeps tables of columns, not rows; Rust; no repeated claims",
    "write": "",
    "kw-x12-parser": "drops the second reason of a CAS; starts from a ready DataFrame",
    "gate": "pyx12 before filing, its map cached; not part of the writer's figure",
}


def table(rows: list[Row]) -> list[str]:
    head = [
        "| tool | file | claims | CPU s | claims/s | peak MB | work it leaves out |",
        "|---|---|---|---|---|---|---|",
    ]
    return head + [
        f"| {row.tool} | {row.file} | {row.claims:,} | {row.seconds:.3f} | {row.rate:,.0f} | {row.peak_mb:.0f} "
        f"| {MISSING[row.tool]} |"
        for row in rows
    ]


Pair = dict[str, Any]


def ratios(rows: list[Row], pairs: dict[str, Pair], single: str, small: str, large: str) -> list[str]:
    """The goals with what this run gives, each a ratio inside it."""
    by = {(row.tool, row.file): row for row in rows}

    def rate(tool: str, file: str) -> float:
        return by[tool, file].rate

    def both(pair: Pair, *, inverse: bool = False) -> tuple[float, float]:
        cpu, wall = pair["ratio_cpu"], pair["ratio_wall"]
        return (1 / cpu, 1 / wall) if inverse else (cpu, wall)

    memory = by["ours", large].peak_mb - by["ours", single].peak_mb
    measures: list[tuple[str, str, float, float | None]] = [
        (
            "read, check and balance: times pyx12's x12n_document",
            ">= 20",
            rate("ours", single) / rate("pyx12", single),
            None,
        ),
        ("times edi-835-parser", ">= 3", rate("ours", small) / rate("edi-835-parser", small), None),
        ("times slower than a bare split loop", "aim <= 3.5", *both(pairs["split"])),
        (f"MB above the 1,000-claim file ({by['ours', large].claims:,} claims)", "<= 20", memory, None),
        ("cost of a claim, largest file against 10,000 claims", "<= 1.1", *both(pairs["growth"])),
        ("writing secondary claims: times kw-x12-parser", ">= 2", *both(pairs["write"], inverse=True)),
    ]
    return [
        "| measure | goal | CPU | wall |",
        "|---|---|---|---|",
        *[f"| {n} | {goal} | {cpu:.2f} | {'' if wall is None else f'{wall:.2f}'} |" for n, goal, cpu, wall in measures],
    ]


def starts() -> list[str]:
    worked = "tests/x12/worked_example"
    inspect, check = (
        started("inspect", f"{worked}/2_primary_835.x12"),
        started("check", f"{worked}/3_secondary_837p.x12"),
    )
    return [
        "| command, from nothing to its end | goal | CPU s | wall s |",
        "|---|---|---|---|",
        f"| `manage.py x12 inspect` of an 835 | < 1 | {inspect[0]:.2f} | {inspect[1]:.2f} |",
        f"| `manage.py x12 check` of an 837P, pyx12 and its map included | < 1 | {check[0]:.2f} | {check[1]:.2f} |",
    ]


def hostile(python: Path, many: Path) -> list[str]:
    names = ("one segment of 200 MB", "a million empty segments", "10,001 claims in one ST")
    found = [(name, run(python, "hostile", name, many)) for name in names]
    return [
        "| made to hurt | becomes | claims | CPU s | peak MB |",
        "|---|---|---|---|---|",
        *[
            f"| {name} | {one['disposition']} | {one['claims']:,} | {one['seconds']:.3f} | {one['peak_mb']:.0f} |"
            for name, one in found
        ],
    ]


def document(lines: list[str], *, start: str = START, end: str = END) -> None:
    """Put the section between its marks; the rest of the document is others'."""
    text = DOCUMENT.read_text() if DOCUMENT.exists() else f"# Benchmarks\n\n{start}\n{end}\n"
    if start not in text:
        text += f"\n{start}\n{end}\n"
    before, _, rest = text.partition(start)
    after = rest.partition(end)[2]
    DOCUMENT.write_text(before + "\n".join([start, *lines, end]) + after)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the X12 engine beside its peers.")
    parser.add_argument("--claims", type=int, default=100_000, help="claims of the file read beside the split loop")
    parser.add_argument("--largest", type=int, default=1_000_000, help="claims of the largest file")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = ROOT / ".data" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    python = environment()
    load = os.getloadavg()[0]
    warm, single = remittance(folder, 3, 3), remittance(folder, 1_000, 1_000)
    small, large = remittance(folder, 10_000, 10_000), remittance(folder, options.claims, 1_000)
    largest, many = remittance(folder, options.largest, 1_000), remittance(folder, 10_001, 10_001)
    claims, few = secondary_claims(folder, 2_000), secondary_claims(folder, 200)
    pairs = {
        "write": run(python, "pair", "write", 5, claims),
        "split": run(python, "pair", "split", options.rounds, large),
        "growth": run(python, "pair", "growth", 2, small, largest),
    }
    plan = [("pyx12", single), ("ours", single), ("edi-835-parser", small), ("ours", small), ("split", large)]
    plan += [("ours", large), ("oxedi", large), ("write", claims), ("kw-x12-parser", claims), ("gate", few)]
    rows = measure(python, plan, warm, options.rounds) + measure(python, [("ours", largest)], warm, 1)
    about = f"Python {platform.python_version()}, {platform.machine()}; median of {options.rounds}; load {load:.1f}."
    lines = [
        "## X12 engine",
        "",
        f"`python bench/x12.py --claims {options.claims} --largest {options.largest} --rounds {options.rounds}`.",
        about,
        "Ratios with two figures were taken in one process, the two in turn.",
        "",
    ]
    lines += [*ratios(rows, pairs, single.name, small.name, largest.name), "", *starts(), ""]
    lines += [*hostile(python, many), "", *table(rows)]
    document(lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
