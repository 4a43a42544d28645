"""One measurement of ``bench/x12.py`` in a process of its own: ``python bench/x12_work.py TOOL FILE`` prints one JSON
object.

Each tool is warmed on a small file first; then the CPU seconds of the work itself are taken, and the peak memory of
the process.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def ours(path: str) -> int:
    from claimcenter.x12 import open_835

    with Path(path).open("rb") as file:
        reader = open_835(file)
        claims = sum(1 for _ in reader for _ in reader.claims())
    assert reader.disposition == "import", list(reader.problems)[:3]
    return claims


def split(path: str) -> int:
    """The least a reader in Python can do: the whole file as text, cut at terminators, then at separators."""
    claims = 0
    for segment in Path(path).read_text().split("~"):
        claims += segment.split("*")[0] == "\nCLP"
    return claims


def pyx12(path: str) -> int:
    import pyx12.params
    import pyx12.x12n_document

    text = Path(path).read_text()
    with contextlib.redirect_stderr(io.StringIO()):
        parameters = pyx12.params.ParamsBase()
        assert pyx12.x12n_document.x12n_document(parameters, io.StringIO(text), None, None, None, io.StringIO())
    return text.count("CLP*")


def edi_835_parser(path: str) -> int:
    from edi_835_parser.transaction_set.transaction_set import TransactionSet

    return len(TransactionSet.build(path).claims)


def oxedi(path: str) -> int:
    import oxedi as library

    found = library.parse(Path(path).read_bytes())
    assert not found.diagnostics
    return int(found.count_claims())


def interchange_of(path: str) -> Any:
    from claimcenter.x12.envelope import Envelope
    from claimcenter.x12.problems import Problems
    from claimcenter.x12.read837 import read_interchanges

    ((interchange, _),) = read_interchanges(Envelope(Path(path).read_bytes(), Problems()))
    return interchange


def timed_write(path: str) -> tuple[float, int]:
    from claimcenter.x12.write837 import to_text

    interchange = interchange_of(path)
    start = time.process_time()
    text = to_text(interchange)
    return time.process_time() - start, text.count("CLM*")


def timed_kw(path: str) -> tuple[float, int]:
    from kw_x12_parser.x837p.api import full_parse_x837p, write_to_edi_x837p

    frame = full_parse_x837p(path)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.837"
        start = time.process_time()
        write_to_edi_x837p(frame, target)
        return time.process_time() - start, target.read_text().count("CLM*")


def timed_gate(path: str) -> tuple[float, int]:
    """pyx12 as the gate before filing, its map read once."""
    from claimcenter.x12.gate import validate_837

    text = Path(path).read_text()
    validate_837(text)
    start = time.process_time()
    validate_837(text)
    return time.process_time() - start, text.count("CLM*")


READERS: dict[str, Callable[[str], int]] = {
    "ours": ours,
    "split": split,
    "pyx12": pyx12,
    "edi-835-parser": edi_835_parser,
    "oxedi": oxedi,
}
WRITERS: dict[str, Callable[[str], tuple[float, int]]] = {
    "write": timed_write,
    "kw-x12-parser": timed_kw,
    "gate": timed_gate,
}


def clocked(work: Callable[[], int]) -> tuple[float, float, int]:
    """CPU seconds, wall seconds, claims."""
    cpu, wall = time.process_time(), time.perf_counter()
    claims = work()
    return time.process_time() - cpu, time.perf_counter() - wall, claims


def writing(path: str) -> tuple[Callable[[], int], Callable[[], int]]:
    """The builder of kw-x12-parser and ours over the same claims, each read into its own form before."""
    from kw_x12_parser.x837p.api import full_parse_x837p, write_to_edi_x837p

    from claimcenter.x12.write837 import to_text

    frame, interchange = full_parse_x837p(path), interchange_of(path)
    target = Path(tempfile.mkdtemp()) / "out.837"

    def theirs() -> int:
        write_to_edi_x837p(frame, target)
        return target.read_text().count("CLM*")

    def own() -> int:
        return to_text(interchange).count("CLM*")

    return theirs, own


def pair(name: str, paths: list[str], rounds: int) -> dict[str, float]:
    """Two tools in turn, round after round, in one process: what disturbs one disturbs the other. The median of the
    rounds' ratios counts, by CPU and by wall time.
    """
    if name == "write":
        first, second = writing(paths[0])
    elif name == "split":
        first, second = (lambda: split(paths[0])), (lambda: ours(paths[0]))
    else:  # growth: a small file, then a large one
        first, second = (lambda: ours(paths[0])), (lambda: ours(paths[1]))
    first(), second() if name != "growth" else 0
    rows = [(clocked(first), clocked(second), clocked(first)) for _ in range(rounds)]
    found = {}
    for index, clock in enumerate(("cpu", "wall")):
        one = [(before[index] + after[index]) / 2 / before[2] for before, _, after in rows]
        other = [middle[index] / middle[2] for _, middle, _ in rows]
        found[f"first_{clock}"], found[f"second_{clock}"] = statistics.median(one), statistics.median(other)
        found[f"ratio_{clock}"] = statistics.median(b / a for a, b in zip(one, other, strict=True))
    return found


def endless(head: bytes, fill: bytes, megabytes: int) -> Iterator[bytes]:
    yield head
    for _ in range(megabytes * 16):
        yield fill


def hostile(name: str, path: str, _warm: str) -> dict[str, float | str]:
    """Inputs made to hurt: CPU seconds, peak memory, what becomes of them, and how much was read."""
    from claimcenter.x12 import open_835

    head = Path(path).read_bytes()[:106]
    sources: dict[str, Iterator[bytes]] = {
        "one segment of 200 MB": endless(head, b"A" * 65_536, 200),
        "a million empty segments": endless(head, b"~" * 62_500, 1),
        "10,001 claims in one ST": iter([Path(path).read_bytes()]),
    }
    start = time.process_time()
    reader = open_835(sources[name])
    claims = sum(1 for _ in reader for _ in reader.claims())
    seconds = time.process_time() - start
    return {"seconds": seconds, "claims": claims, "peak_mb": peak_mb(), "disposition": reader.disposition.value}


def measure(tool: str, path: str, warm: str) -> dict[str, float]:
    if tool in WRITERS:
        seconds, claims = WRITERS[tool](path)
    else:
        READERS[tool](warm)
        start = time.process_time()
        claims = READERS[tool](path)
        seconds = time.process_time() - start
    return {"seconds": seconds, "claims": claims, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """The most memory this process ever held. ``ru_maxrss`` would count what the parent held before it started this
    one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kilobytes) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.path.insert(0, str(ROOT))
    tool, *rest = sys.argv[1:]
    if tool == "pair":
        print(json.dumps(pair(rest[0], rest[2:], int(rest[1]))))
    elif tool == "hostile":
        print(json.dumps(hostile(rest[0], rest[1], "")))
    else:
        print(json.dumps(measure(tool, *rest)))
