"""E8 and E11-E18: whatever is loaded, the answer is a named problem or a clean result, never a traceback."""

import errno
import zipfile
from io import BytesIO

import pytest
from django.test import override_settings

from claims.enums import Stage
from claims.models import Adjudication
from era.enums import Disposition, Hold, MatchState, RemittanceState
from era.models import ClaimMatch, EraFile, Remittance, RemittanceClaim
from era.services import spooling
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.spooling import DiskFull, TooLarge
from era.services.storing import NotAnEra
from tests.factories.era import NOW, Clp, Payment, clean_answer, era_bytes, household, sent_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(practice):
    return sent_claim(household())


def load(data, name="era.835"):
    return load_era(name=name, chunks=[data], by=None, now=NOW).era_file


def post(era_file):
    return post_era(era_file_id=era_file.pk, by=None, now=NOW)


def clean(claim, **fields):
    return era_bytes(Payment((clean_answer(claim),), **fields))


def zipped(data):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../era.835", data)
    return out.getvalue()


REFUSED = {
    "empty": (lambda data: b"", "empty"),
    "pdf": (lambda data: b"%PDF-1.7\n" + data, "not_text"),
    "zip": (zipped, "not_text"),
    "jpeg": (lambda data: b"\xff\xd8\xff\xe0" + bytes(200), "not_text"),
    "ebcdic": (lambda data: data.decode("ascii").encode("cp500"), "no_isa"),
    "837 inside": (lambda data: data.replace(b"ST*835", b"ST*837"), "wrong_transaction"),
    "4010": (lambda data: data.replace(b"005010X221A1", b"004010X091A1"), "wrong_version"),
    "a megabyte without terminator": (lambda data: data[:200] + b"X" * 1_000_000, "segment_too_long"),
}


@pytest.mark.parametrize("case", REFUSED, ids=list(REFUSED))
def test_refused_with_the_reason_and_nothing_kept(claim, case):
    change, code = REFUSED[case]
    with pytest.raises(NotAnEra) as refused:
        load(change(clean(claim)))
    assert code in {problem["code"] for problem in refused.value.problems}
    assert not EraFile.objects.exists()


HELD = {
    "cut in a claim": lambda data: data[: data.rindex(b"SVC*")],
    "cut in a segment": lambda data: data[: data.rindex(b"CAS*") + 6],
    "no IEA": lambda data: data[: data.rindex(b"IEA*")],
    "wrong SE01": lambda data: data.replace(b"SE*", b"SE*9"),
    "wrong GE01": lambda data: data.replace(b"GE*1*", b"GE*7*"),
    "wrong IEA01": lambda data: data.replace(b"IEA*1*", b"IEA*3*"),
    "wrong control number": lambda data: data.replace(b"IEA*1*000000001", b"IEA*1*000000002"),
    "unknown segment": lambda data: data.replace(b"LX*1", b"ZZZ*1~\nLX*1").replace(b"SE*", b"SE*"),
    "BPR is not the sum": lambda data: data.replace(b"BPR*I*225.00", b"BPR*I*224.00"),
}


@pytest.mark.parametrize("case", HELD, ids=list(HELD))
def test_a_file_fault_holds_everything(claim, case):
    era_file = load(HELD[case](clean(claim)))
    assert era_file.disposition == Disposition.HOLD
    assert era_file.problems
    assert era_file.remittances.get().state == RemittanceState.HELD
    assert post(era_file).claims == 0
    assert not Adjudication.objects.exists()
    claim.refresh_from_db()
    assert claim.stage == Stage.PROCESSING


FULL_WIDTH = "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}\N{FULLWIDTH DIGIT FIVE}"
AMOUNTS = ["NaN", "Infinity", "1E3", "1_25.00", FULL_WIDTH, "+125", " 125 ", "125.001", "9" * 20, "-0x1"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_that_is_none_holds_its_claim(claim, amount):
    data = clean(claim).replace(b"*250.00*125.00**1", f"*250.00*{amount}**1".encode())
    assert amount.encode() in data
    era_file = load(data)
    assert era_file.disposition == Disposition.HOLD
    assert post(era_file).claims == 0
    problem = next(problem for problem in era_file.problems if problem["claim"])
    assert problem["segment"]
    assert problem["element"]


SHAPES = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "one line": lambda text: text.replace("\n", ""),
    "newline as terminator": lambda text: text.replace("~\n", "\n").replace("~", "\n"),
    "other delimiters": lambda text: text.replace("*", "|").replace(":", ">"),
    "indented": lambda text: text.replace("\n", "\n   "),
}


@pytest.mark.parametrize("case", SHAPES, ids=list(SHAPES))
def test_other_layouts_are_the_same_payment(claim, case):
    text = clean(claim).decode("ascii")
    era_file = load(SHAPES[case](text).encode("ascii"))
    assert era_file.disposition == Disposition.IMPORT
    assert post(era_file).claims == 1
    assert load(text.encode("ascii")).remittances.get().state == RemittanceState.DUPLICATE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "utf-8"])
def test_encodings(claim, encoding):
    answer = clean_answer(claim, patient="NM1*QC*1*RIVÉRS*DAÑA")
    data = era_bytes_text(Payment((answer,))).encode(encoding)
    era_file = load(data)
    assert era_file.disposition == Disposition.IMPORT
    assert RemittanceClaim.objects.get().patient_last_name == "RIVÉRS"


def era_bytes_text(payment):
    plain = era_bytes(Payment(payment.claims[:0], amount="0"))
    assert plain
    name = payment.claims[0].patient
    ascii_payment = Payment((replace_patient(payment.claims[0]),))
    return era_bytes(ascii_payment).decode("ascii").replace("NM1*QC*1*PLACE*HOLDER", name)


def replace_patient(clp):
    from dataclasses import replace

    return replace(clp, patient="NM1*QC*1*PLACE*HOLDER")


@pytest.mark.parametrize(
    "name", ["RIV\x00ERS", "RIV\x07ERS", "\N{RIGHT-TO-LEFT OVERRIDE}SREVIR", "\N{GRINNING FACE}", "R" * 10_000]
)
def test_strange_names_are_kept_readable_or_hold_the_claim(claim, name):
    data = era_bytes_text(Payment((clean_answer(claim, patient=f"NM1*QC*1*{name}*DANA"),))).encode("utf-8")
    era_file = load(data)
    stored = RemittanceClaim.objects.get().patient_last_name
    assert "\x00" not in stored
    assert len(stored) <= 80
    assert era_file.disposition in {Disposition.IMPORT, Disposition.HOLD}


def test_many_payments_and_interchanges_in_one_file(claim):
    other = sent_claim(household())
    first = era_bytes(Payment((clean_answer(claim),), trace="A1"), Payment((clean_answer(other),), trace="A2"))
    third = sent_claim(household())
    second = era_bytes(Payment((clean_answer(third),), trace="A3"), control="000000002")
    era_file = load(first + second.replace(b"*", b"|").replace(b":", b">"))
    assert era_file.remittances.count() == 3
    assert post(era_file).claims == 3


def test_the_same_claim_twice_in_a_payment_is_posted_once(claim):
    answer = clean_answer(claim)
    era_file = load(era_bytes(Payment((answer, answer))))
    post(era_file)
    states = sorted(ClaimMatch.objects.values_list("state", "reason_code"))
    assert states == [("held", Hold.DUPLICATE_CLAIM), ("posted", "")]
    claim.refresh_from_db()
    assert claim.paid == 225


def test_a_split_claim_accumulates(claim):
    answer = clean_answer(claim)
    first = Clp(answer.number, "250.00", "125.00", answer.lines[:1], control="A")
    second = Clp(answer.number, "200.00", "100.00", answer.lines[1:], control="B")
    era_file = load(era_bytes(Payment((first,), trace="A1")))
    post(era_file)
    claim.refresh_from_db()
    assert (claim.stage, claim.paid) == (Stage.PROCESSING, 125)
    post(load(era_bytes(Payment((second,), trace="A2"), control="000000002")))
    claim.refresh_from_db()
    assert (claim.stage, claim.paid) == (Stage.COMPLETED, 225)


def test_a_payment_for_another_practice_alone_is_refused(claim, other_practice, inside):
    from tests.factories.practice import OrganizationFactory

    with inside(other_practice):
        theirs = OrganizationFactory(npi="1999999984")
    with pytest.raises(NotAnEra) as refused:
        load(clean(claim, payee=theirs.npi))
    assert refused.value.problems[0]["code"] == "another_practice"
    assert not Remittance.objects.exists()


def test_a_payment_for_another_practice_beside_ours_keeps_no_claim_of_theirs(claim, other_practice, inside):
    from tests.factories.practice import OrganizationFactory

    with inside(other_practice):
        OrganizationFactory(npi="1999999984")
    stray = sent_claim(household())
    theirs = Payment((clean_answer(stray),), trace="B1", payee="1999999984")
    era_file = load(era_bytes(Payment((clean_answer(claim),), trace="B2"), theirs))
    held = era_file.remittances.get(trace_number="B1")
    assert (held.state, held.hold, held.claims.count()) == (RemittanceState.HELD, Hold.PAYEE_ELSEWHERE, 0)
    assert post(era_file).claims == 1


def test_a_predetermination_moves_no_money(claim):
    answer = clean_answer(claim, status="25")
    unpaid = [
        type(line)(line.procedure, line.charge, "0", (("OA", "101", line.charge),), line.control, line.day)
        for line in answer.lines
    ]
    era_file = load(era_bytes(Payment((Clp(answer.number, answer.charge, "0", tuple(unpaid), status="25"),))))
    post(era_file)
    assert ClaimMatch.objects.get().state == MatchState.INFORMATION
    assert not Adjudication.objects.exists()


def test_provider_level_money_alone(claim):
    era_file = load(era_bytes(Payment((), plb=(("WO:OLD1", "-40"),), amount="40")))
    assert post(era_file).remittances == 1
    assert era_file.remittances.get().provider_level == -40


def test_a_negative_total_is_carried_forward(claim):
    payment = Payment((), plb=(("WO:OLD1", "40"), ("FB:EFT0001", "-40")), amount="0")
    era_file = load(era_bytes(payment))
    assert era_file.disposition == Disposition.IMPORT
    assert post(era_file).remittances == 1


@override_settings(ERA_UPLOAD_MAX_BYTES=500)
def test_larger_than_allowed(claim):
    with pytest.raises(TooLarge):
        load(clean(claim))


def test_file_names_are_only_names(claim):
    era_file = load(clean(claim), name="../../etc/\x00pass\r\nwd" + "x" * 300)
    assert "/" not in era_file.file.name_encrypted
    assert era_file.file.name_encrypted.isprintable()
    assert len(era_file.file.name_encrypted) <= 120


def test_a_full_disk_is_a_clean_refusal(claim, monkeypatch):
    class Full:
        def write(self, _chunk):
            raise OSError(errno.ENOSPC, "No space left on device")

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

    monkeypatch.setattr(spooling.tempfile, "TemporaryFile", lambda **_given: Full())
    with pytest.raises(DiskFull):
        load(clean(claim))
    assert not EraFile.objects.exists()
