"""The commands ``x12 inspect``, ``x12 check`` and ``x12 codes``. They need no database and no running service."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def main(argv: list[str], *, codes: Path | None = None) -> int:
    """Run one command (``argv`` without the program's name); returns the exit status.

    ``inspect`` ends with 0 whenever it could print its report, whatever the disposition; ``check`` with 1 on an error.
    ``codes`` is the folder of the operator's own code lists.
    """
    if argv[:1] == ["check"]:
        from .checking import main as check

        use_codes(codes)
        return check(argv[1:])
    if argv[:1] == ["codes"]:
        from .codes import main as code_lists

        return code_lists(argv[1:], folder=codes)
    arguments = _parser().parse_args(argv)
    return inspect_files(arguments.files, as_json=arguments.json)


def use_codes(folder: Path | None) -> None:
    """The operator's code lists, where there are any; one that cannot be read is named and left out."""
    if folder is not None and folder.is_dir():
        from .labels import use

        for problem in use(folder):
            print(f"codes: {problem}", file=sys.stderr)  # noqa: T201 - a command's output


def inspect_files(files: list[str], *, as_json: bool) -> int:
    """Print the facts of each file, one object a file in order, or a short report a file."""
    from .inspect import inspect_file

    reports, failed = [], 0
    for file in files:
        try:
            reports.append(inspect_file(file))
        except OSError as error:
            failed += 1
            print(f"{file}: {error.strerror or 'cannot be read'}", file=sys.stderr)  # noqa: T201 - a command's output
    if as_json and not failed:
        json.dump(reports, sys.stdout, indent=2)
        sys.stdout.write("\n")
    elif not as_json:
        for report in reports:
            sys.stdout.write(_text(report))
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="x12", description="Read and check X12 files.")
    commands = parser.add_subparsers(dest="command", required=True)
    texts = {"inspect": "facts, disposition and problems of any X12 file", "check": "every edit on an outgoing 837P"}
    for name, text in texts.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("files", nargs="+", metavar="FILE")
        command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    commands.add_parser("codes", help="code lists with their labels: show, import, remove", add_help=False)
    return parser


def _text(report: dict[str, Any]) -> str:
    """The report for a person: disposition, what the file holds, and its problems with their places."""
    lines = [f"{report['file']}: {report['disposition']}"]
    for interchange in report["interchanges"]:
        lines += ["  " + _summary(interchange["control_number"], one) for one in interchange["transactions"]]
    lines += ["  " + _problem(problem) for problem in report["problems"]]
    return "\n".join(lines) + "\n"


def _summary(interchange: str, one: dict[str, Any]) -> str:
    parts = [f"interchange {interchange}", f"transaction {one['code']} {one.get('control_number', '')}".strip()]
    if one["code"] == "835" and "claims" in one:
        parts.append(f"{one['payer']} paid {one['amount']} ({one['trace_number']})")
    if "claims" in one:
        parts.append(f"{len(one['claims'])} claims")
    return ", ".join(parts)


def _problem(problem: dict[str, Any]) -> str:
    names = ("interchange", "transaction", "segment", "element", "claim")
    place = ", ".join(f"{name} {problem[name]}" for name in names if problem[name] is not None)
    return f"{problem['code']}: {problem['message']}" + (f" ({place})" if place else "")
