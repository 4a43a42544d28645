"""Geometry of the small pictures, in percent, as SVG attributes: a strict CSP allows no style attribute."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

POSITIONS = ("P", "S", "T")


def stacked(parts: Sequence[Mapping[str, Any]], total: Decimal) -> list[dict[str, Any]]:
    """Each part with `x` and `width` in percent of the total; negative and zero parts take no room."""
    whole = max(total, sum((max(p["amount"], Decimal(0)) for p in parts), Decimal(0)))
    placed, x = [], Decimal(0)
    for part in parts:
        width = max(part["amount"], Decimal(0)) * 100 / whole if whole else Decimal(0)
        placed.append({**part, "x": f"{x:.3f}", "width": f"{width:.3f}", "drawn": width > 0})
        x += width
    return placed


def timeline(
    plans: Sequence[Mapping[str, Any]], *, first: dt.date, last: dt.date, today: dt.date | None
) -> dict[str, Any]:
    """Lanes of one position each, and the years between the two days (both inclusive)."""
    days = (last - first).days + 1

    def percent(day: dt.date) -> float:
        return round(max(0, min(days, (day - first).days)) * 100 / days, 3)

    def placed(plan: Mapping[str, Any]) -> dict[str, Any]:
        start = percent(plan["start"])
        end = percent(plan["end"] + dt.timedelta(days=1)) if plan.get("end") else 100.0
        return {**plan, "x": start, "width": round(max(end - start, 0.4), 3)}

    def lane(position: str) -> dict[str, Any]:
        own = [placed(plan) for plan in plans if plan["position"] == position]
        return {"position": position, "kind": position.lower(), "plans": own}

    lanes = [lane(position) for position in POSITIONS]
    years = [{"year": y, "x": percent(dt.date(y, 1, 1))} for y in range(first.year, last.year + 1)]
    return {
        "lanes": [lane for lane in lanes if lane["plans"]],
        "years": years,
        "today": percent(today) if today and first <= today <= last else None,
        "today_date": today,
    }
