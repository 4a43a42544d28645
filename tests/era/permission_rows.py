"""Routes of the ERA app."""

from itertools import count
from typing import Any

from era.models import ClaimMatch, EraFile
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, sent_claim
from tests.permission_matrix import Row

_payments = count(1)


def loaded() -> EraFile:
    """A file with one matched claim."""
    from era.services.loading import load_era

    number = next(_payments)
    payment = Payment((clean_answer(sent_claim(household())),), trace=f"MATRIX{number}")
    data = era_bytes(payment, control=f"{number:09d}")
    return load_era(name="era.835", chunks=[data], by=None, now=NOW).era_file


def file_id(cast: Any) -> dict[str, Any]:
    return {"pk": loaded().pk}


def payment_id(cast: Any) -> dict[str, Any]:
    return {"pk": loaded().remittances.get().pk}


def match_id(cast: Any) -> dict[str, Any]:
    return {"pk": ClaimMatch.objects.get(remittance__era_file=loaded()).pk}


BILLERS = "BA"

ROWS = [
    Row("era:list", {"GET": BILLERS, "POST": BILLERS}),
    Row("era:queue", {"GET": BILLERS}),
    Row("era:load-ready", {"POST": BILLERS}),
    Row("era:file", {"GET": BILLERS}, file_id),
    Row("era:download", {"GET": BILLERS}, file_id),
    Row("era:post", {"POST": BILLERS}, file_id),
    Row("era:undo", {"POST": BILLERS}, file_id),
    Row("era:cancel", {"POST": BILLERS}, file_id),
    Row("era:release", {"POST": BILLERS}, payment_id, data={"reason": "checked"}),
    Row("era:payee", {"POST": BILLERS}, payment_id),
    Row("era:payer", {"POST": BILLERS}, payment_id),
    Row("era:match", {"GET": BILLERS}, match_id),
    Row("era:assign", {"POST": BILLERS}, match_id),
    Row("era:unmatch", {"POST": BILLERS}, match_id),
    Row("era:ignore", {"POST": BILLERS}, match_id, data={"reason": "not ours"}),
    Row("era:replace", {"POST": BILLERS}, match_id, data={"reason": "corrected"}),
    Row("era:undo-one", {"GET": BILLERS, "POST": BILLERS}, match_id, data={"reason": "wrong claim"}),
    Row("era:use-again", {"POST": BILLERS}, match_id),
    Row("era-undo-claim", {"POST": BILLERS}, file_id),
    Row("era-use-again", {"POST": BILLERS}, file_id),
    Row("era-list", {"GET": BILLERS, "POST": BILLERS}),
    Row("era-detail", {"GET": BILLERS}, file_id),
    Row("era-post", {"POST": BILLERS}, file_id),
    Row("era-undo", {"POST": BILLERS}, file_id),
]
