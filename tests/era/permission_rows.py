"""Routes of the ERA app."""

from decimal import Decimal
from itertools import count
from typing import Any

from era.models import ClaimMatch, EraFile
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, sent_claim
from tests.factories.insurance import PayerFactory
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


def deposit_id(cast: Any) -> dict[str, Any]:
    """A deposit that waits for its remittance."""
    from era.services.deposits import DepositDetails, record_deposit

    details = DepositDetails(amount=Decimal("1.00"), deposited_on=NOW.date())
    return {"pk": record_deposit(details=details, by=cast.biller, now=NOW).pk}


def payer_id(cast: Any) -> dict[str, Any]:
    return {"pk": PayerFactory().pk}


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
    Row("era:deposits", {"GET": BILLERS}),
    Row("era:deposits-csv", {"GET": BILLERS}),
    Row("era:deposit-add", {"GET": BILLERS, "POST": BILLERS}),
    Row("era:deposit-import", {"GET": BILLERS, "POST": BILLERS}),
    Row("era:deposit", {"GET": BILLERS}, deposit_id),
    Row("era:deposit-match", {"POST": BILLERS}, deposit_id, data={"version": "1"}),
    Row("era:deposit-unmatch", {"POST": BILLERS}, deposit_id, data={"version": "1"}),
    Row("era:deposit-settle", {"POST": BILLERS}, deposit_id, data={"version": "1", "reason": "typed from paper"}),
    Row("era:deposit-unsettle", {"POST": BILLERS}, deposit_id, data={"version": "1"}),
    Row("era:deposit-remove", {"POST": BILLERS}, deposit_id, data={"version": "1", "reason": "typed twice"}),
    Row("era:accounts", {"GET": BILLERS}),
    Row("era:account-unnamed", {"GET": BILLERS}),
    Row("era:account", {"GET": BILLERS}, payer_id),
    Row("era:account-csv", {"GET": BILLERS}, payer_id),
    Row("deposit-list", {"GET": BILLERS, "POST": BILLERS}),
    Row("deposit-detail", {"GET": BILLERS}, deposit_id),
    Row("deposit-match", {"POST": BILLERS}, deposit_id),
    Row("deposit-unmatch", {"POST": BILLERS}, deposit_id),
    Row("deposit-settle", {"POST": BILLERS}, deposit_id),
    Row("deposit-unsettle", {"POST": BILLERS}, deposit_id),
    Row("deposit-remove", {"POST": BILLERS}, deposit_id),
    Row("payer-account-list", {"GET": BILLERS}),
    Row("payer-account-detail", {"GET": BILLERS}, payer_id),
    Row("era-list", {"GET": BILLERS, "POST": BILLERS}),
    Row("era-detail", {"GET": BILLERS}, file_id),
    Row("era-post", {"POST": BILLERS}, file_id),
    Row("era-undo", {"POST": BILLERS}, file_id),
]
