"""``x12 codes``: the code lists with their labels, and the operator's own texts over them.

``x12 codes`` names the lists; ``x12 codes LIST`` shows one; ``x12 codes LIST FILE`` takes a list from its owner's
official file; ``x12 codes LIST --remove`` goes back to ours. Running processes see a change when they start again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .labels import LISTS, CodeList, Entry, keep, kept, read_official, use


def main(argv: Sequence[str], *, folder: Path | None) -> int:
    """Returns 0, 1 when a list or file is not to be had, 2 on misuse."""
    try:
        options = _parser().parse_args(list(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    if options.list is not None and options.list not in LISTS:
        return _failed(f"no list is called {options.list}; there are {', '.join(sorted(LISTS))}")
    if folder is None and (options.file or options.remove):
        return _failed("there is no folder to keep lists in")
    for problem in use(folder) if folder else ():
        _failed(problem)
    if options.remove and folder:
        kept(folder, options.list).unlink(missing_ok=True)
        return _say(f"{options.list}: ours again")
    if options.file and folder:
        return _import(options.list, Path(options.file), folder, options.since)
    return _show(options.list, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="x12 codes", description="Code lists with their labels.")
    parser.add_argument("list", nargs="?", metavar="LIST")
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="the owner's official file: CSV, or the ICD-10 order file"
    )
    parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="the day the list takes effect")
    parser.add_argument("--remove", action="store_true", help="go back to our own list")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _import(name: str, file: Path, folder: Path, since: date | None) -> int:
    """All of the file or nothing."""
    try:
        entries = read_official(file.read_bytes(), since=since)
    except OSError as error:
        return _failed(f"{file}: {error.strerror}")
    except ValueError as error:
        return _failed(f"{file}: {error}")
    path = keep(folder, name, entries)
    return _say(f"{name}: {len(entries)} codes, kept in {path}")


def _show(name: str | None, *, as_json: bool) -> int:
    if name is None:
        lists = [
            {"list": one.name, "title": one.title, "codes": len(one), "as_of": str(one.as_of)} for one in _sorted()
        ]
        return _say(json.dumps(lists, indent=2) if as_json else "\n".join(_line(one) for one in lists))
    entries = list(LISTS[name])
    if as_json:
        return _say(json.dumps([_facts(one) for one in entries], indent=2))
    return _say("\n".join(f"{one.code}\t{one.label}" for one in entries))


def _sorted() -> list[CodeList]:
    return [LISTS[name] for name in sorted(LISTS)]


def _line(one: dict[str, object]) -> str:
    return f"{one['list']}\t{one['codes']} codes\tas of {one['as_of']}\t{one['title']}"


def _facts(one: Entry) -> dict[str, str | None]:
    since, until = (day.isoformat() if day else None for day in (one.since, one.until))
    return {"code": one.code, "label": one.label, "since": since, "until": until}


def _say(text: str) -> int:
    print(text)  # noqa: T201 - a command's output
    return 0


def _failed(text: str) -> int:
    print(text, file=sys.stderr)  # noqa: T201 - a command's output
    return 1
