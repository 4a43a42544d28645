"""What an edit sees and says: the context of a claim, findings, and repairs as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from claimcenter.x12.claim837 import Adjustment, BillingProvider, Claim, LineAdjudication
from claimcenter.x12.labels import TELEHEALTH_MODIFIERS, CodeList

T = TypeVar("T")


class Severity(StrEnum):
    """``error`` blocks filing unless the finding may be waived; ``warning`` never blocks."""

    ERROR = "error"
    WARNING = "warning"


class FixAt(StrEnum):
    """Where a person puts it right; the application turns the word into a link."""

    PRACTICE = "practice"
    PROVIDER = "provider"
    CLIENT = "client"
    PLAN = "plan"
    PAYER = "payer"
    APPOINTMENT = "appointment"
    CLAIM = "claim"
    ADJUDICATION = "adjudication"


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """A certain repair: put ``value`` at ``path`` of the claim (``root`` ``claim``) or of the billing provider.

    A path is field names and tuple positions: ``("lines", 0, "procedure", "code")``. Repairs restore or clean
    what is there; none ever invents an adjustment or an amount.
    """

    label: str
    path: Path
    value: Any
    root: str = "claim"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an outgoing claim.

    ``line`` counts from 1. ``ordinal`` is the segment's place in its ST (1 = ST), 0 where no file is at hand.
    ``qualifier`` tells segments of one identifier apart (the EAF of AMT*EAF). ``claim`` is CLM01 where known.
    ``message`` is one sentence for a biller and may hold the value; do not log it.
    """

    code: str
    severity: Severity
    message: str
    waivable: bool
    fix_at: FixAt
    loop: str = ""
    segment: str = ""
    element: str = ""
    value: str = ""
    line: int | None = None
    payer_id: str = ""
    ordinal: int = 0
    repair: Repair | None = None
    qualifier: str = ""
    claim: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``; the repair only as its label."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "waivable": self.waivable,
            "fix_at": self.fix_at.value,
            "loop": self.loop,
            "segment": self.ordinal or None,
            "element": f"{self.segment}{self.element}",
            "claim": self.claim or None,
            "value": self.value,
            "line": self.line,
            "payer_id": self.payer_id or None,
            "repair": self.repair.label if self.repair else None,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """What an edit function yields; the registry adds code, severity and the rest."""

    message: str
    loop: str = ""
    segment: str = ""
    element: str = ""
    value: object = ""
    line: int | None = None
    payer_id: str = ""
    repair: Repair | None = None
    fix_at: FixAt | None = None


class TimelyBasis(StrEnum):
    """From which day a payer counts its filing limit."""

    SERVICE = "service"
    ADJUDICATION = "adjudication"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class TelehealthRule:
    """What one payer wants of a telehealth line: which places, which modifiers, and whether one of them must stand."""

    places: frozenset[str] = frozenset({"02", "10"})
    modifiers: frozenset[str] = TELEHEALTH_MODIFIERS
    modifier_required: bool = True


@dataclass(frozen=True, slots=True)
class PayerRules:
    """The destination payer's own rules, as plain data. The defaults ask for nothing a payer might not ask."""

    accepts_professional: bool = True
    enrolled: bool = True
    accepts_secondary: bool = True
    accepts_corrections: bool = True
    accepts_patient_paid: bool = True
    most_prior_payers: int | None = None
    may_follow_itself: bool = False
    billing_taxonomy_required: bool = False
    rendering_taxonomy_required: bool = False
    authorization_required: bool = False
    enrolled_tax_ids: frozenset[str] = frozenset()
    member_id_pattern: str = ""
    telehealth: TelehealthRule | None = None
    timely_filing_days: int | None = None
    timely_basis: TimelyBasis = TimelyBasis.SERVICE


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included; ``None`` is unbounded."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class AuthorizationFacts:
    """What the practice knows of the authorization the claim names."""

    period: Period = Period()
    units_left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """One service as duplicates are recognized: day, procedure, modifiers, units and rendering NPI."""

    day: date
    procedure: str
    modifiers: frozenset[str]
    units: Decimal
    rendering_npi: str = ""


@dataclass(frozen=True, slots=True)
class ReportedAdjudication:
    """What a prior payer's posted ERA said: restores figures that were changed by hand."""

    paid: Decimal
    adjustments: tuple[Adjustment, ...] = ()
    lines: Mapping[str, LineAdjudication] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Everything an edit may know beside the claim. ``today`` is passed in; nothing reads the clock.

    ``known_payer_ids`` empty means unknown. ``other_services`` are those of the client's other open or paid claims
    to the same payer; ``same_day_procedures`` those of the same client, day and clinician on any claim.
    """

    today: date
    billing: BillingProvider | None = None
    rules: PayerRules = PayerRules()
    known_payer_ids: frozenset[str] = frozenset()
    coverage: Period = Period()
    employment: Period = Period()
    authorization: AuthorizationFacts | None = None
    diagnoses: CodeList | None = None
    procedures: CodeList | None = None
    other_services: frozenset[ServiceKey] = frozenset()
    same_day_procedures: frozenset[tuple[date, str]] = frozenset()
    reported: Mapping[str, ReportedAdjudication] = field(default_factory=dict)


def repaired(claim: Claim, repair: Repair) -> Claim:
    """The claim with a repair of root ``claim`` applied."""
    return replaced(claim, repair.path, repair.value)


def replaced(target: T, path: Path, value: object) -> T:
    """A copy of nested dataclasses and tuples with ``value`` at ``path``."""
    if not path:
        return value  # type: ignore[return-value] # the path of a repair leads to a value of its own type
    step, rest = path[0], path[1:]
    if isinstance(target, tuple) and isinstance(step, int):
        changed = replaced(target[step], rest, value)
        return (*target[:step], changed, *target[step + 1 :])  # type: ignore[return-value] # same kind of tuple
    assert is_dataclass(target)
    assert not isinstance(target, type)
    assert isinstance(step, str)
    return replace(target, **{step: replaced(getattr(target, step), rest, value)})
