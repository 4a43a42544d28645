"""Every public 835 goes through `import_era --dry-run` without a traceback, with the facts expected of it."""

import contextlib
import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from era.models import EraFile
from tests.era.public import OTHERWISE, SHARED, cases, expected

pytestmark = pytest.mark.django_db


def dry_run(practice, path):
    out = io.StringIO()
    with contextlib.suppress(CommandError):  # a refused file is a line on stderr as well
        call_command("import_era", str(path), practice=practice.slug, dry_run=True, json=True, stdout=out)
    return json.loads(out.getvalue())[0]


@pytest.mark.parametrize("facts", cases())
def test_dry_run_says_what_is_expected(practice, facts):
    report = dry_run(practice, SHARED / facts["file"])
    assert report["disposition"] == expected(facts)
    assert not EraFile.objects.exists()
    if facts["file"] in OTHERWISE or report["disposition"] == "reject" or not facts["well_formed"]:
        return
    sets = [one for one in facts["transaction_sets"] if one["code"] == "835"]
    assert len(report["remittances"]) == len(sets)
    for remittance, wanted in zip(report["remittances"], sets, strict=True):
        check_payment(remittance, wanted)


def check_payment(remittance, expected):
    assert abs(Decimal(remittance["amount"])) == Decimal(expected["amount_bpr02"])
    assert remittance["trace_number"] == expected["check_or_trace"]
    assert remittance["balanced"] == expected["bpr_balanced"]
    assert remittance["claims"] == expected["claims_count"]
    assert Decimal(remittance["provider_level"]) == Decimal(expected["plb_sum"])
    for claim, wanted in zip(remittance["results"], expected["claims"], strict=True):
        assert claim["patient_control_number"] == wanted["id"]
        assert claim["status"] == wanted["status"]
        assert (Decimal(claim["charge"]), Decimal(claim["paid"])) == (
            Decimal(wanted["charge"]),
            Decimal(wanted["paid"]),
        )
        by_group = {group: Decimal(amount) for group, amount in wanted["cas_by_group"].items()}
        assert Decimal(claim["contractual"]) == by_group.get("CO", 0)
        assert Decimal(claim["patient_responsibility"]) == by_group.get("PR", 0)
        assert len(claim["lines"]) == len(wanted["lines"])
