from decimal import Decimal

import pytest

from claimcenter.web.csv import csv_response, safe_cell


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1"])
def test_formulas_become_text(cell):
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "kept"), [("Dana", "Dana"), (Decimal("-5.00"), "-5.00"), (None, ""), (7, 7), ("", "")]
)
def test_everything_else_stays(cell, kept):
    assert safe_cell(cell) == kept


def test_a_download_streams_with_its_headers():
    response = csv_response("claims.csv", ["Claim", "Paid"], ([n, Decimal("1.50")] for n in ("=A1", 'say "so"')))
    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="claims.csv"'
    text = b"".join(response).decode("utf-8-sig")
    assert text == 'Claim,Paid\r\n\'=A1,1.50\r\n"say ""so""",1.50\r\n'
