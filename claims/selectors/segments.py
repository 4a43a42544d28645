"""The segments of the 835 behind a grid's figures, as received: what a click on a figure's source shows."""

from collections.abc import Iterable

from claims.models import AdjudicationLine, Adjustment, PriorPayerAdjudication

Segments = dict[tuple[int, int | None, str], str]
"""By prior payer, charge line (None: the claim as a whole) and code ("CO-45"; empty: the line's SVC)."""


def segments_of(priors: Iterable[PriorPayerAdjudication]) -> Segments:
    """Two queries whatever the number of payers; none while nobody has answered."""
    by_answer = {prior.adjudication_id: prior.pk for prior in priors if prior.adjudication_id is not None}
    if not by_answer:
        return {}
    found: Segments = {}
    adjustments = Adjustment.objects.filter(adjudication__in=list(by_answer)).exclude(segment="")
    columns = ("adjudication", "line__claim_line__charge_line", "group_code", "reason_code", "segment")
    for answer, charge_line, group, reason, segment in adjustments.values_list(*columns):
        found[by_answer[answer], charge_line, f"{group}-{reason}"] = segment
    lines = AdjudicationLine.objects.filter(adjudication__in=list(by_answer)).exclude(segment="")
    for answer, charge_line, segment in lines.values_list("adjudication", "claim_line__charge_line", "segment"):
        found[by_answer[answer], charge_line, ""] = segment
    return found
