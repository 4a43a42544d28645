"""Arbitrary canonical claims: up to ten payers, fifty lines, five CAS of six reasons a payer and line."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from claimcenter.x12 import claim837 as x

WORD = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
NAMES = st.builds(lambda a, b: f"{a}-{b}" if b else a, WORD, st.one_of(st.just(""), WORD))
IDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=14)
TEXT = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,'()/&-", min_size=1, max_size=40).map(str.strip).filter(bool)
DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
AMOUNTS = st.integers(1, 9_999_999).map(lambda cents: Decimal(cents).scaleb(-2).normalize())
SIGNED = st.integers(-999_999, 9_999_999).filter(bool).map(lambda cents: Decimal(cents).scaleb(-2))
UNITS = st.integers(1, 9999).map(Decimal)


def optional(strategy):
    return st.one_of(st.none(), strategy)


def text_or_empty(strategy):
    return st.one_of(st.just(""), strategy)


def tuples(strategy, most):
    return st.lists(strategy, max_size=most).map(tuple)


ZIPS = st.text("0123456789", min_size=5, max_size=5)
ADDRESSES = st.builds(
    x.Address, TEXT, WORD.map(lambda w: w + "VILLE"), st.sampled_from(["OR", "NY"]), ZIPS, text_or_empty(TEXT)
)
PEOPLE = st.builds(x.Name, NAMES, WORD, text_or_empty(WORD), text_or_empty(st.sampled_from(["JR", "III"])))
FIRMS = st.builds(x.Name, NAMES, entity_type=st.just("2"))
NPIS = st.text("0123456789", min_size=10, max_size=10)
PERSON_PROVIDERS = st.builds(x.Provider, PEOPLE, npi=text_or_empty(NPIS))
RENDERING = st.builds(x.Provider, st.one_of(PEOPLE, FIRMS), npi=text_or_empty(NPIS), taxonomy=text_or_empty(IDS))
FACILITIES = st.builds(x.Provider, FIRMS, npi=text_or_empty(NPIS), address=ADDRESSES)
REFERRING = st.lists(
    st.builds(x.Provider, PEOPLE, npi=text_or_empty(NPIS), role=st.sampled_from(["", "P3"])),
    max_size=2,
    unique_by=lambda p: p.role,
).map(lambda found: tuple(sorted(found, key=lambda p: p.role)))
NOTES = st.lists(st.builds(x.Note, st.sampled_from(["ADD"]), TEXT), max_size=1).map(tuple)
ATTACHMENTS = tuples(
    st.builds(x.Attachment, st.sampled_from(["EB", "OZ"]), st.sampled_from(["AA", "FX"]), text_or_empty(IDS)), 3
)


@st.composite
def adjustments(draw):
    """Canonical: groups together, reasons different, none zero, at most five segments of six reasons."""
    groups = draw(st.lists(st.sampled_from(["CO", "PR", "OA", "PI", "CR"]), max_size=5, unique=True))
    sizes = draw(st.sampled_from([(30,), (12, 18), (6, 6, 18), (6, 6, 6, 6, 6), (1, 1, 1, 1, 1)]))
    found = []
    for group, most in zip(groups, sizes, strict=False):
        reasons = draw(st.lists(st.integers(1, 301).map(str), min_size=1, max_size=most, unique=True))
        found += [x.Adjustment(group, reason, draw(SIGNED), draw(optional(UNITS))) for reason in reasons]
    return tuple(found)


def carried(*choices):
    """Some of these segments, each a loop, an identifier and its elements, in this order: the guide's."""
    made = [x.Carried(loop, segment, tuple(elements)) for loop, segment, *elements in choices]
    some = st.sets(st.sampled_from(range(len(made))), max_size=3)
    return some.map(lambda chosen: tuple(made[index] for index in sorted(chosen)))


OF_CLAIM = carried(
    ("2300", "K3", "STATE DATA"),
    ("2300", "CR1", "LB", "140", "", "A", "DH", "12"),
    ("2300", "CR2", "", "", "", "", "", "", "", "A"),
    ("2300", "HI", ("BP", "00940")),
    ("2300", "HCP", "03", "100", "10"),
    ("2310E", "NM1", "PW", "2"),
    ("2310F", "NM1", "45", "2", "CLINIC"),
)
OF_LINE = carried(
    ("2400", "SV5", ("HC", "E0100"), "DA", "30", "50", "20", "4"),
    ("2400", "CRC", "07", "Y", "01"),
    ("2400", "HCP", "03", "100"),
    ("2420B", "NM1", "QB", "2", "", "", "", "", "", "XX", "1234567893"),
    ("2420G", "NM1", "PW", "2"),
    ("2440", "LQ", "UT", "01.02"),
)
OF_PAYER = carried(
    ("2330C", "NM1", "DN", "1"),
    ("2330D", "NM1", "82", "1"),
    ("2330G", "NM1", "85", "2"),
)
PATIENT_DETAIL = st.builds(x.PatientDetail, DAYS, optional(UNITS), st.booleans())
PROCEDURES = st.builds(
    x.Procedure,
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.lists(st.sampled_from(["95", "HO", "U1", "GT"]), max_size=4, unique=True).map(tuple),
    description=text_or_empty(TEXT),
)


@st.composite
def decisions(draw, payer_ids):
    return x.LineAdjudication(
        payer_id=draw(st.sampled_from(payer_ids)),
        paid=draw(AMOUNTS),
        procedure=draw(PROCEDURES),
        units=draw(UNITS),
        adjustments=draw(adjustments()),
        adjudicated_on=draw(DAYS),
        remaining_patient_liability=draw(optional(AMOUNTS)),
        bundled_into=draw(optional(st.integers(1, 50))),
    )


@st.composite
def lines(draw, payer_ids):
    start = draw(DAYS)
    decided = tuples(decisions(payer_ids), 4) if payer_ids else st.just(())
    return x.ServiceLine(
        procedure=draw(PROCEDURES),
        charge=draw(AMOUNTS),
        units=draw(UNITS),
        pointers=draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True).map(tuple)),
        service_date=start,
        service_date_to=draw(optional(st.dates(start, date(2030, 1, 31)).filter(lambda day: day != start))),
        unit=draw(st.sampled_from(["UN", "MJ"])),
        place_of_service=draw(st.sampled_from(["", "02", "10"])),
        line_control_number=draw(text_or_empty(IDS)),
        emergency=draw(st.booleans()),
        epsdt=draw(st.booleans()),
        family_planning=draw(st.booleans()),
        attachments=draw(ATTACHMENTS),
        authorization=draw(text_or_empty(IDS)),
        notes=draw(NOTES),
        drug=draw(optional(st.builds(x.Drug, IDS, UNITS, st.sampled_from(["ML", "UN"]), text_or_empty(IDS)))),
        rendering=draw(optional(RENDERING)),
        facility=draw(optional(FACILITIES)),
        supervising=draw(optional(PERSON_PROVIDERS)),
        ordering=draw(optional(PERSON_PROVIDERS)),
        referring=draw(REFERRING),
        adjudications=draw(decided),
        copay_exempt=draw(st.booleans()),
        carried=draw(OF_LINE),
    )


OUTPATIENT = st.builds(
    x.OutpatientAdjudication,
    optional(st.integers(1, 100).map(Decimal)),
    optional(AMOUNTS),
    st.lists(st.sampled_from(["MA01", "MA18", "N89"]), min_size=1, max_size=5).map(tuple),
    optional(AMOUNTS),
    optional(AMOUNTS),
)
MEMBERS = st.builds(x.OtherInsured, PEOPLE, IDS, address=optional(ADDRESSES))


@st.composite
def other_payers(draw, payer_id):
    return x.OtherPayer(
        position=draw(st.sampled_from("PSTABCDEFGH")),
        relationship=draw(st.sampled_from(["18", "01", "19", "G8"])),
        filing_indicator=draw(st.sampled_from(["CI", "MB", "MC"])),
        insured=draw(MEMBERS),
        payer_name=draw(NAMES),
        payer_id=payer_id,
        group_number=draw(text_or_empty(IDS)),
        group_name=draw(text_or_empty(NAMES)),
        insurance_type=draw(st.sampled_from(["", "12"])),
        paid=draw(optional(AMOUNTS)),
        noncovered=draw(optional(AMOUNTS)),
        remaining_patient_liability=draw(optional(AMOUNTS)),
        adjustments=draw(adjustments()),
        adjudicated_on=draw(optional(DAYS)),
        outpatient=draw(optional(OUTPATIENT)),
        claim_control_number=draw(text_or_empty(IDS)),
        authorization=draw(text_or_empty(IDS)),
        benefits_assigned=draw(st.sampled_from("YNW")),
        release_of_information=draw(st.sampled_from("YI")),
        payer_address=draw(optional(ADDRESSES)),
        carried=draw(OF_PAYER),
    )


@st.composite
def people(draw, build, *first):
    born = draw(optional(DAYS))
    sex = draw(st.sampled_from("FMU")) if born else ""
    return build(*first, birth_date=born, sex=sex, address=draw(optional(ADDRESSES)))


@st.composite
def claims(draw, most_payers=10, most_lines=50):
    payer_ids = draw(st.lists(IDS, max_size=most_payers, unique=True))
    patient = draw(optional(st.sampled_from(["01", "19"])))
    subscriber = draw(
        people(
            x.Subscriber,
            draw(st.sampled_from("PST")),
            "" if patient else "18",
            draw(st.sampled_from(["CI", "MB", "MC", "BL"])),
            draw(PEOPLE),
            draw(IDS),
            draw(text_or_empty(IDS)),
            draw(text_or_empty(NAMES)),
        )
    )
    return x.Claim(
        patient_control_number=draw(IDS),
        charge=draw(AMOUNTS),
        place_of_service="11",
        subscriber=subscriber,
        patient=draw(people(x.Patient, patient, draw(PEOPLE))) if patient else None,
        payer=draw(st.builds(x.DestinationPayer, NAMES, IDS, address=optional(ADDRESSES))),
        diagnoses=draw(
            st.lists(st.sampled_from(["F411", "F4323", "Z630", "F329"]), min_size=1, max_size=12).map(tuple)
        ),
        lines=tuple(draw(st.lists(lines(payer_ids), min_size=1, max_size=most_lines))),
        frequency=draw(st.sampled_from("178")),
        assignment=draw(st.sampled_from("ABC")),
        signature_on_file=draw(st.sampled_from("YN")),
        patient_signature_source=draw(st.sampled_from(["", "P"])),
        related_causes=draw(st.sampled_from([(), ("AA",), ("EM", "OA")])),
        special_program=draw(st.sampled_from(["", "05"])),
        delay_reason=draw(st.sampled_from(["", "7", "15"])),
        dates=draw(st.sampled_from([(), (x.DateFact("431", date(2026, 1, 2)),)])),
        attachments=draw(ATTACHMENTS),
        contract=draw(optional(st.builds(x.Contract, st.just("09"), optional(AMOUNTS), text_or_empty(IDS)))),
        patient_paid=draw(optional(AMOUNTS)),
        authorization=draw(text_or_empty(IDS)),
        original_reference=draw(text_or_empty(IDS)),
        references=draw(st.sampled_from([(), (x.Reference("9F", "R1"), x.Reference("EA", "R2"))])),
        notes=draw(NOTES),
        conditions=draw(st.sampled_from([(), (x.ConditionIndicator("ZZ", "Y", ("AV",)),)])),
        condition_codes=draw(st.sampled_from([(), ("AA", "AB")])),
        referring=draw(REFERRING),
        rendering=draw(optional(RENDERING)),
        facility=draw(optional(FACILITIES)),
        supervising=draw(optional(PERSON_PROVIDERS)),
        other_payers=tuple(draw(other_payers(payer_id)) for payer_id in payer_ids),
        patient_detail=draw(optional(PATIENT_DETAIL)),
        icd=draw(st.sampled_from([10, 9])),
        carried=draw(OF_CLAIM),
    )
