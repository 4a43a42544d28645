"""Speed of the X12 engine beside its peers, as ratios inside one run: ``python bench/x12.py``.

Makes its own balanced files (seeded), installs the peers in an environment of its own (``.data/bench-env``), and
measures every tool in a process of its own, one after another, round after round; the median of the rounds counts.
Writes ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import venv
from dataclasses import replace
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
    """The worked example's secondary claim, ``claims`` times with control numbers of their own."""
    from bench.x12_work import interchange_of
    from claimcenter.x12.write837 import to_text

    example = interchange_of(str(ROOT / "tests" / "x12" / "worked_example" / "3_secondary_837p.x12"))
    group = example.groups[0]
    (st,) = group.transactions
    (billing,) = st.billing_groups
    (claim,) = billing.claims
    many = tuple(replace(claim, patient_control_number=f"CC{number:08d}S") for number in range(claims))
    sets = (replace(st, billing_groups=(replace(billing, claims=many),)),)
    path = folder / f"{claims}.837"
    path.write_text(to_text(replace(example, groups=(replace(group, transactions=sets),))))
    return path


def run(python: Path, tool: str, path: Path, warm: Path) -> dict[str, Any]:
    command = [str(python), str(ROOT / "bench" / "x12_work.py"), tool, str(path), str(warm)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(done.stdout.splitlines()[-1]))


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


def ratios(rows: list[Row], single: str, small: str, large: str, claims: str) -> list[str]:
    """The goals with what this run gives, each a ratio inside it."""
    by = {(row.tool, row.file): row for row in rows}

    def rate(tool: str, file: str) -> float:
        return by[tool, file].rate

    memory = by["ours", large].peak_mb - by["ours", single].peak_mb
    measures = [
        ("read, check and balance: times pyx12's x12n_document", ">= 20", rate("ours", single) / rate("pyx12", single)),
        ("times edi-835-parser", ">= 3", rate("ours", small) / rate("edi-835-parser", small)),
        ("times slower than a bare split loop", "aim <= 3.5", rate("split", large) / rate("ours", large)),
        ("MB above the 1,000-claim file", "<= 20", memory),
        ("cost of a claim, largest file against 10,000 claims", "<= 1.1", rate("ours", small) / rate("ours", large)),
        (
            "writing secondary claims: times kw-x12-parser",
            ">= 2",
            rate("write", claims) / rate("kw-x12-parser", claims),
        ),
    ]
    return [
        "| measure | goal | here |",
        "|---|---|---|",
        *[f"| {n} | {goal} | {value:.2f} |" for n, goal, value in measures],
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
    parser.add_argument("--claims", type=int, default=100_000, help="claims of the largest file")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = ROOT / ".data" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    python = environment()
    warm, single = remittance(folder, 3, 3), remittance(folder, 1_000, 1_000)
    small, large = remittance(folder, 10_000, 10_000), remittance(folder, options.claims, 1_000)
    claims, few = secondary_claims(folder, 2_000), secondary_claims(folder, 200)
    plan = [("pyx12", single), ("ours", single), ("edi-835-parser", small), ("ours", small), ("split", large)]
    plan += [("ours", large), ("oxedi", large), ("write", claims), ("kw-x12-parser", claims), ("gate", few)]
    rows = measure(python, plan, warm, options.rounds)
    about = f"Python {platform.python_version()}, {platform.machine()}; median of {options.rounds}; CPU seconds."
    lines = [
        "## X12 engine",
        "",
        f"`python bench/x12.py --claims {options.claims} --rounds {options.rounds}`. {about}",
        "",
    ]
    lines += [*ratios(rows, single.name, small.name, large.name, claims.name), "", *table(rows)]
    document(lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
