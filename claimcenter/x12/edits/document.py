"""``docs/edits.md``, written from the registry: ``python -m claimcenter.x12.edits.document > docs/edits.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from claimcenter.x12.edits import EDITS, SECTIONS, Edit

_TITLES = {
    "money": "Money",
    "cob": "Coordination of benefits",
    "adjudications": "Prior payers' decisions",
    "identifiers": "Identifiers",
    "people": "People and addresses",
    "payer": "The payer",
    "services": "Services",
    "calendar": "Days",
    "written": "As written",
}
_HEAD = """# Edits of an outgoing claim

Written from the registry by `python -m claimcenter.x12.edits.document`; do not edit by hand (a test compares).

An *error* stops filing; one marked *waivable* may be waived by a person with a reason. A *warning* never stops.
Balance and adjudication dates can never be waived. *Fix at* says where it is put right. *Dated* is the day the edit
was last reviewed. Whether code values exist is judged only by lists that are loaded; an unknown code never blocks.
"""
_PUBLISHED = """## Published COB edits

The edits of coordination of benefits that the clearinghouse Stedi publishes (documentation of secondary and tertiary
claims, and changelog of claim edits), and which edit of ours answers each.

| our edit | what it asks | source | dated |
|---|---|---|---|
"""
_OTHERS = """## Found in files by `x12 check`

| code | severity | what |
|---|---|---|
| `claim_number_repeated` | error | two claims of a file have the same claim number |
| `file_unreadable` | error | the file cannot be opened |
| `no_claim`, `not_a_claim` | error | the file, or one of its sets, holds no professional claim |
| `structure_segment`, `structure_element` | error | pyx12's second opinion on a claim, its first cause only |
| `structure_envelope`, `structure_unreadable` | error | pyx12's second opinion on the envelope or the whole file |
| `second_opinion_missing`, `second_opinion_failed` | warning | pyx12 is not installed, or could not judge |
"""


def render() -> str:
    """The whole document; equal registries give equal text."""
    parts = [_HEAD, _published()]
    parts += [_section(section) for section in SECTIONS]
    return "\n".join([*parts, _OTHERS])


def _published() -> str:
    rows = [f"| `{item.code}` | {item.title} | {item.source} | {item.dated} |" for item in _listed() if item.published]
    return _PUBLISHED + "\n".join(rows) + "\n"


def _listed() -> Iterator[Edit]:
    for section in SECTIONS:
        yield from (item for item in EDITS.values() if item.section == section)


def _section(section: str) -> str:
    rows = [
        f"| `{item.code}` | {item.title} | {_severity(item)} | {item.fix_at} | {item.source} | {item.dated} |"
        for item in EDITS.values()
        if item.section == section
    ]
    table = "| code | rule | severity | fix at | source | dated |\n|---|---|---|---|---|---|\n"
    return f"## {_TITLES[section]}\n\n{table}" + "\n".join(rows) + "\n"


def _severity(item: Edit) -> str:
    return f"{item.severity}, waivable" if item.severity == "error" and item.waivable else str(item.severity)


if __name__ == "__main__":
    sys.stdout.write(render())
