"""Days: of service, of coverage, of employment, of authorizations, and the filing limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from claimcenter.x12.claim837 import Claim

from .facts import comes_before, decisions, numbered_lines, service_days
from .model import CheckContext, FixAt, Hit, TimelyBasis
from .registry import edit


@edit(
    "service_date_missing",
    "Every line has a day of service",
    source="005010X222A1 2400 DTP*472",
    fix_at=FixAt.APPOINTMENT,
    qualifier="472",
)
def service_date_missing(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.service_date is None:
            yield Hit(f"Line {number} has no day of service.", "2400", "DTP", "03", "", number)


@edit(
    "service_date_future",
    "No service is in the future",
    source="005010X222A1 2400 DTP*472",
    fix_at=FixAt.APPOINTMENT,
    qualifier="472",
)
def service_date_future(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        last = line.service_date_to or line.service_date
        if last and last > context.today:
            message = f"Line {number}: the service of {last:%-d %b %Y} is in the future."
            yield Hit(message, "2400", "DTP", "03", last, number)


@edit(
    "service_date_order",
    "A service ends on or after the day it began",
    source="DTP*472 RD8",
    fix_at=FixAt.APPOINTMENT,
    qualifier="472",
)
def service_date_order(claim: Claim, _context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.service_date and line.service_date_to and line.service_date_to < line.service_date:
            message = f"Line {number}: the service ends before it begins."
            yield Hit(message, "2400", "DTP", "03", line.service_date_to, number)


@edit(
    "outside_coverage",
    "The plan is in force on every day of service",
    source="clean-claim practice",
    fix_at=FixAt.PLAN,
    qualifier="472",
    waivable=True,
)
def outside_coverage(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.service_date and not context.coverage.holds(line.service_date):
            message = (
                f"Line {number}: the plan of {claim.payer.name} was not in force on {line.service_date:%-d %b %Y}."
            )
            yield Hit(message, "2400", "DTP", "03", line.service_date, number)


@edit(
    "outside_employment",
    "The clinician worked for the practice on every day of service",
    source="clean-claim practice",
    fix_at=FixAt.PROVIDER,
    qualifier="472",
    waivable=True,
)
def outside_employment(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    for number, line in numbered_lines(claim):
        if line.service_date and not context.employment.holds(line.service_date):
            message = f"Line {number}: the clinician was not with the practice on {line.service_date:%-d %b %Y}."
            yield Hit(message, "2400", "DTP", "03", line.service_date, number)


@edit(
    "authorization_missing",
    "The claim names the authorization its plan requires",
    source="payer or plan rule; 005010X222A1 2300 REF*G1",
    fix_at=FixAt.PLAN,
    qualifier="G1",
    waivable=True,
)
def authorization_missing(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    on_lines = all(line.authorization for line in claim.lines) and bool(claim.lines)
    if context.rules.authorization_required and not claim.authorization and not on_lines:
        yield Hit(f"{claim.payer.name} requires an authorization number.", "2300", "REF", "02")


@edit(
    "authorization_used_up",
    "The authorization covers the days and units",
    source="clean-claim practice",
    fix_at=FixAt.PLAN,
    qualifier="G1",
    waivable=True,
)
def authorization_used_up(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    facts = context.authorization
    if facts is None:
        return
    outside = [day for day in service_days(claim) if not facts.period.holds(day)]
    if outside:
        message = f"The authorization does not cover {outside[0]:%-d %b %Y}."
        yield Hit(message, "2300", "REF", "02", claim.authorization)
    units = sum(line.units for line in claim.lines)
    if facts.units_left is not None and units > facts.units_left:
        message = f"The authorization has {facts.units_left} units left; the claim uses {units}."
        yield Hit(message, "2300", "REF", "02", claim.authorization)


@edit(
    "filing_limit",
    "The claim is filed in time",
    source="payer rule; Medicare: one calendar year, not extended by MSP (CGS, Palmetto)",
    fix_at=FixAt.CLAIM,
    qualifier="472",
    warns=True,
)
def filing_limit(claim: Claim, context: CheckContext) -> Iterator[Hit]:
    days, start = context.rules.timely_filing_days, _filing_start(claim, context)
    if days is None or start is None or claim.delay_reason:
        return
    last = start + timedelta(days=days)
    if context.today > last:
        message = f"The filing limit of {claim.payer.name} ended on {last:%-d %b %Y}; give a delay reason or appeal."
        yield Hit(message, "2400", "DTP", "03", last)


def _filing_start(claim: Claim, context: CheckContext) -> date | None:
    """The day the payer counts from. Without an adjudication every basis counts from the service."""
    service = min(service_days(claim), default=None)
    decided = _last_decision(claim)
    if service is None or decided is None:
        return service
    starts = {
        TimelyBasis.SERVICE: service,
        TimelyBasis.ADJUDICATION: decided,
        TimelyBasis.EARLIER: min(service, decided),
        TimelyBasis.LATER: max(service, decided),
    }
    return starts[context.rules.timely_basis]


def _last_decision(claim: Claim) -> date | None:
    before = [payer for payer in claim.other_payers if comes_before(payer, claim)]
    days = [payer.adjudicated_on for payer in before]
    days += [item.adjudicated_on for payer in before for *_, item in decisions(claim, payer.payer_id)]
    return max((day for day in days if day), default=None)
