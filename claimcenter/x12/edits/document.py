"""``docs/edits.md``, written from the registry: ``python -m claimcenter.x12.edits.document > docs/edits.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

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

The edits of coordination of benefits that the clearinghouse Stedi publishes, each with its page (looked up on
2026-11-21; *published* is empty where the page bears no date), and which edits of ours answer it. Each of ours has a
claim that passes and the smallest change that fails it in `tests/x12/edit_cases.py`.

| published | what is refused | our edits |
|---|---|---|
"""
_CHANGELOG = "https://www.stedi.com/changelog/"
_SECONDARY = "https://www.stedi.com/docs/healthcare/submit-secondary-tertiary-claims"
# Title of the published edit, its page, its day, and ours.
PUBLISHED: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    ("Missing primary payer", _CHANGELOG + "new-claim-edit-missing-primary-payer", "2025-12-08", ("primary_missing",)),
    (
        "Duplicate payer responsibility level codes",
        _CHANGELOG + "new-claim-edit-duplicate-payer-responsibility-level-codes",
        "2025-12-08",
        ("position_repeated", "primary_missing"),
    ),
    (
        "Payer responsibility level codes not in order",
        _CHANGELOG + "claim-edit-payer-responsibility-level-codes-must-be-in-order",
        "",
        ("position_skipped", "prior_payer_missing"),
    ),
    (
        "Medicare not primary, without an insurance type code",
        _CHANGELOG + "claim-edit-missing-insurance-type-code-when-medicare-is-a-non-primary-payer",
        "2026-03-25",
        ("medicare_reason_missing",),
    ),
    (
        "Insurance type code for the primary payer",
        _CHANGELOG + "claim-edit-insurance-type-code-not-allowed-for-the-primary-payer",
        "",
        ("medicare_reason_misplaced",),
    ),
    (
        "Lines that do not balance",
        _CHANGELOG + "claim-edit-cob-service-lines-must-be-balanced",
        "",
        ("line_not_balanced", "payer_paid_differs", "payer_not_balanced"),
    ),
    (
        "Missing adjudication date of a prior payer",
        _CHANGELOG + "claim-edit-missing-other-payer-adjudication-date-in-cob-claims",
        "",
        ("adjudication_date_missing",),
    ),
    (
        "Adjudication date at both levels",
        _CHANGELOG + "claim-edit-adjudication-date-at-both-the-claim-and-service-line-level",
        "2026-07-29",
        ("adjudication_date_twice",),
    ),
    (
        "Remaining patient liability at both levels",
        _CHANGELOG + "claim-edit-duplicate-remaining-patient-liability",
        "2026-06-19",
        ("liability_twice",),
    ),
    ("Invalid paid amount", _CHANGELOG + "claim-edit-invalid-paid-amount", "", ("paid_amount_negative", "amount_form")),
    (
        "Adjustment without a reason code",
        _CHANGELOG + "claim-edit-missing-adjustment-reason-code",
        "",
        ("adjustment_incomplete", "adjustment_reason_form"),
    ),
    (
        "Adjustment reason without an amount",
        _CHANGELOG + "claim-edit-missing-adjustment-amount",
        "",
        ("adjustment_incomplete",),
    ),
    (
        "Invalid remark code of a prior payer",
        _CHANGELOG + "claim-edit-invalid-remark-code-in-cob-claims",
        "",
        ("remark_form",),
    ),
    (
        "Secondary claim without the payers before it, or what they decided",
        _SECONDARY,
        "",
        ("prior_payer_missing", "prior_adjudication_missing", "paid_amount_missing", "liability_missing"),
    ),
    (
        "Decision of a payer the claim does not name; other payer unknown; date in the future",
        _SECONDARY,
        "",
        ("line_payer_unknown", "other_payer_not_known", "adjudication_date_future"),
    ),
)
_MARKED = """
These edits of ours answer them, or belong to the same submission rules:

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
    pages = [
        f"| {day} | [{title}]({page}) | {', '.join(f'`{code}`' for code in codes)} |"
        for title, page, day, codes in PUBLISHED
    ]
    rows = [f"| `{item.code}` | {item.title} | {item.source} | {item.dated} |" for item in _listed() if item.published]
    return _PUBLISHED + "\n".join(pages) + "\n" + _MARKED + "\n".join(rows) + "\n"


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
