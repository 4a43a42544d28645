"""What the API takes for a claim: a typed EOB, adjudications typed at File Claim, a reason."""

from typing import Any

from rest_framework import serializers

from claimcenter.practice.api import MoneyField, StrictSerializer
from claimcenter.web.forms import validate_clean_text
from claims.enums import RELEASE_GROUNDS, WRITE_OFF_GROUNDS
from claims.facts import AdjustmentFacts
from claims.models import Claim, PriorPayerAdjudication
from claims.services.eob import TypedEob, TypedEobLine
from claims.services.grid import AdjustmentInput, GridInput, LineInput, NotInThisClaim, PriorPayerInput

GROUPS = ["CO", "PR", "OA", "PI", "CR"]


class CleanField(serializers.CharField):
    """Text without NUL, control or bidi characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "default": "", **kwargs})
        self.validators.append(validate_clean_text)


class AdjustmentSerializer(StrictSerializer):
    group = serializers.ChoiceField(choices=GROUPS)
    reason = serializers.RegexField(r"^[A-Z0-9]{1,5}$")
    amount = MoneyField()
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True, default=None)


class LevelledAdjustmentSerializer(AdjustmentSerializer):
    """`level` says where the payer reported it; `line` counts from 1."""

    level = serializers.ChoiceField(choices=["claim", "line"])
    line = serializers.IntegerField(min_value=1, max_value=50, required=False, allow_null=True, default=None)
    # Taken back as it was given out; who types becomes the source.
    source = CleanField(max_length=120)  # type: ignore[assignment] # a field called source, not its option

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["level"] == "line") != (attrs["line"] is not None):
            raise serializers.ValidationError(
                {"line": ["An adjustment of a line names its line, one of the claim none."]}
            )
        return attrs


class EobLineSerializer(StrictSerializer):
    line = serializers.IntegerField(min_value=1, max_value=50)
    paid = MoneyField(min_value=0)
    adjustments = AdjustmentSerializer(many=True, required=False, default=list)
    remarks = serializers.ListField(child=serializers.RegexField(r"^[A-Z0-9]{1,10}$"), required=False, default=list)


class EobSerializer(StrictSerializer):
    """A paper EOB as somebody types it."""

    paid = MoneyField(min_value=0)
    adjudicated_on = serializers.DateField()
    trace_number = CleanField(max_length=50)
    payer_claim_control_number = CleanField(max_length=50)
    forwarded_to = CleanField(max_length=60)
    remarks = serializers.ListField(child=serializers.RegexField(r"^[A-Z0-9]{1,10}$"), required=False, default=list)
    adjustments = AdjustmentSerializer(many=True, required=False, default=list)
    lines = EobLineSerializer(many=True, required=False, default=list)


class PaidLineSerializer(StrictSerializer):
    line = serializers.IntegerField(min_value=1, max_value=50)
    paid = MoneyField(min_value=0)


class AdjudicationSerializer(StrictSerializer):
    """What one payer before this one decided. `payer` may be left out where only one stands before."""

    payer = serializers.IntegerField(required=False, allow_null=True, default=None)
    paid = MoneyField(min_value=0)
    adjudicated_on = serializers.DateField()
    payer_claim_control_number = CleanField(max_length=50)
    source = CleanField(max_length=120)  # type: ignore[assignment] # a field called source, not its option
    adjustments = LevelledAdjustmentSerializer(many=True, required=False, default=list)
    lines = PaidLineSerializer(many=True, required=False, default=list)


class FileSerializer(StrictSerializer):
    adjudications = AdjudicationSerializer(many=True, required=False, default=list)
    override_reason = CleanField(max_length=400)


class ReasonSerializer(StrictSerializer):
    reason = CleanField(max_length=300)
    override_reason = CleanField(max_length=400)


class TakeBackSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=300, validators=[validate_clean_text])


class ReleaseSerializer(StrictSerializer):
    """Why the client is asked though the payer has not answered."""

    ground = serializers.ChoiceField(choices=[(ground.value, ground.label) for ground in RELEASE_GROUNDS])
    reason = serializers.CharField(max_length=300, validators=[validate_clean_text])


class WriteOffSerializer(StrictSerializer):
    """Whose debt is forgiven: the client's, or what this claim's payer left."""

    owed_by = serializers.ChoiceField(choices=["client", "payer"])
    amount = MoneyField()
    ground = serializers.ChoiceField(choices=[(ground.value, ground.label) for ground in WRITE_OFF_GROUNDS])
    reason = serializers.CharField(max_length=300, validators=[validate_clean_text])


class CombineSerializer(StrictSerializer):
    claims = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=2, max_length=50)


def grid_input(claim: Claim, adjudications: list[dict[str, Any]]) -> GridInput:
    """The typed adjudications as input of the grid; raises NotInThisClaim for a payer or line that is not there."""
    priors = list(claim.prior_payers.select_related("prior_claim"))
    line_ids = dict(claim.lines.values_list("ordinal", "pk"))
    return GridInput(payers=tuple(_payer(priors, line_ids, given) for given in adjudications))


def _payer(priors: list[PriorPayerAdjudication], line_ids: dict[int, int], given: dict[str, Any]) -> PriorPayerInput:
    prior = _prior(priors, given["payer"])
    ordinals = {row["line"] for row in given["adjustments"] if row["line"]} | {row["line"] for row in given["lines"]}
    if not ordinals <= set(line_ids):
        raise NotInThisClaim("That line is not on this claim.")
    # Lines that were paid in full carry no adjustment; they still have an answer once any line has one.
    answered = sorted(line_ids) if ordinals else []
    return PriorPayerInput(
        prior_claim_id=prior.prior_claim_id,
        paid=given["paid"],
        adjudicated_on=given["adjudicated_on"],
        payer_claim_control_number=given["payer_claim_control_number"] or prior.payer_claim_control_number,
        adjustments=_of(given, None),
        lines=[_line(given, ordinal, line_ids[ordinal]) for ordinal in answered],
    )


def _prior(priors: list[PriorPayerAdjudication], payer_id: int | None) -> PriorPayerAdjudication:
    found = [prior for prior in priors if payer_id is None or prior.prior_claim.payer_id == payer_id]
    if len(found) != 1:
        raise NotInThisClaim("Say which payer before this claim it is.")
    return found[0]


def _line(given: dict[str, Any], ordinal: int, claim_line_id: int) -> LineInput:
    paid = next((row["paid"] for row in given["lines"] if row["line"] == ordinal), None)
    return LineInput(claim_line_id=claim_line_id, paid=paid, adjustments=_of(given, ordinal))


def _of(given: dict[str, Any], line: int | None) -> list[AdjustmentInput]:
    return [
        AdjustmentInput(row["group"], row["reason"], row["amount"], row["quantity"])
        for row in given["adjustments"]
        if row["line"] == line
    ]


def typed_eob(given: dict[str, Any]) -> TypedEob:
    """The validated body of an EOB."""
    return TypedEob(
        paid=given["paid"],
        adjudicated_on=given["adjudicated_on"],
        trace_number=given["trace_number"],
        payer_claim_control_number=given["payer_claim_control_number"],
        forwarded_to=given["forwarded_to"],
        remarks=given["remarks"],
        adjustments=[_facts(row) for row in given["adjustments"]],
        lines=[
            TypedEobLine(
                line=line["line"],
                paid=line["paid"],
                adjustments=[_facts(row) for row in line["adjustments"]],
                remarks=line["remarks"],
            )
            for line in given["lines"]
        ],
    )


def _facts(row: dict[str, Any]) -> AdjustmentFacts:
    return AdjustmentFacts(
        group_code=row["group"], reason_code=row["reason"], amount=row["amount"], quantity=row["quantity"]
    )
