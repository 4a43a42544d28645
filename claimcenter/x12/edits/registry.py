"""The one list of edits. ``docs/edits.md`` is written from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from claimcenter.x12.claim837 import Claim

from .model import CheckContext, Finding, FixAt, Hit, Severity

Check = Callable[[Claim, CheckContext], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: its stable code, title, where the rule comes from, and when it was last reviewed."""

    code: str
    title: str
    source: str
    dated: date
    severity: Severity
    waivable: bool
    fix_at: FixAt
    check: Check
    published: bool
    qualifier: str

    @property
    def section(self) -> str:
        """The module the edit lives in: money, cob, people, ..."""
        return self.check.__module__.rpartition(".")[2]

    def findings(self, claim: Claim, context: CheckContext) -> Iterator[Finding]:
        for hit in self.check(claim, context):
            yield Finding(
                code=self.code,
                severity=self.severity,
                message=hit.message,
                waivable=self.waivable,
                fix_at=hit.fix_at or self.fix_at,
                loop=hit.loop,
                segment=hit.segment,
                element=hit.element,
                value=str(hit.value),
                line=hit.line,
                payer_id=hit.payer_id,
                repair=hit.repair,
                qualifier=self.qualifier,
                claim=claim.patient_control_number,
            )


EDITS: dict[str, Edit] = {}
# In the order a biller should read them.
SECTIONS = ("money", "cob", "adjudications", "identifiers", "people", "payer", "services", "calendar", "written")
_DATED = date(2026, 11, 21)


def edit(  # noqa: PLR0913 - the columns of the list of edits
    code: str,
    title: str,
    *,
    source: str,
    fix_at: FixAt,
    warns: bool = False,
    waivable: bool | None = None,
    published: bool = False,
    qualifier: str = "",
    dated: date = _DATED,
) -> Callable[[Check], Check]:
    """Register a check. An error blocks filing and may be waived only with ``waivable=True``; a warning never blocks.

    ``published`` marks the COB edits a clearinghouse publishes (issue list of ``docs/edits.md``). ``qualifier`` is
    the first element of the segment the edit is about, where several share an identifier.
    """

    def register(check: Check) -> Check:
        if code in EDITS:
            raise ValueError(f"two edits have the code {code}")
        severity = Severity.WARNING if warns else Severity.ERROR
        may_waive = warns if waivable is None else waivable
        EDITS[code] = Edit(code, title, source, dated, severity, may_waive, fix_at, check, published, qualifier)
        return check

    return register
