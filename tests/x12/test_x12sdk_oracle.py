"""x12sdk, an independent implementation, reads what we write: 837P and 270."""

from decimal import Decimal

import pytest

from claimcenter.x12.write270 import text_270
from claimcenter.x12.write837 import to_text

from .edit_cases import BYPASSED, CLAIM_LEVEL, MEDICARE
from .test_write_ack import ASKING, INQUIRY
from .worked_claims import PRIMARY, SECONDARY, interchange

io = pytest.importorskip("x12sdk.io", reason="x12sdk is a development dependency")


def models(text):
    with io.X12ModelReader(text) as reader:
        return list(reader.models())


def claim_loops(model):
    for billing in model.loop_2000a:
        for subscriber in billing.loop_2000b:
            yield from subscriber.loop_2300 or []
            for patient in subscriber.loop_2000c or []:
                yield from patient.loop_2300 or []


@pytest.mark.parametrize(
    "claim", [PRIMARY, SECONDARY, CLAIM_LEVEL, BYPASSED, MEDICARE], ids=["P", "S", "claim", "bypassed", "medicare"]
)
def test_claims_are_read_with_the_same_figures(claim):
    (model,) = models(to_text(interchange(claim, claim)))
    loops = list(claim_loops(model))
    assert len(loops) == 2
    for loop in loops:
        assert loop.clm_segment.patient_control_number == claim.patient_control_number
        assert loop.clm_segment.total_claim_charge_amount == claim.charge
        assert [line.sv1_segment.line_item_charge_amount for line in loop.loop_2400] == [x.charge for x in claim.lines]
        paid = [
            Decimal(item.svd_segment.service_line_paid_amount)
            for line in loop.loop_2400
            for item in line.loop_2430 or []
        ]
        assert paid == [item.paid for line in claim.lines for item in line.adjudications]


def test_an_inquiry_is_read():
    (model,) = models(text_270([INQUIRY], envelope=ASKING))
    assert model.header.st_segment.transaction_set_identifier_code == "270"
