"""Claims by the thousand: valid to the last constraint, and answered to the cent by the file that comes with them."""

import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from claimcenter.practice.models import AuditEvent, Practice
from claimcenter.practice.tenancy import acting_in
from claimcenter.scale.directory import NoSuchPracticeError, choose_practice, npi, prepare
from claimcenter.scale.load import Seeded, may_be_unwatched, seed
from claimcenter.scale.remittance import money
from claimcenter.scale.rows import Row
from claimcenter.scale.world import case_of, client_of, has_secondary
from claimcenter.stack import env
from claims.enums import Outcome, Result, Stage
from claims.models import ChargeLineBalance, Claim, LedgerEntry, Submission
from claims.sweep import reconcile
from clients.models import Client
from era.enums import Disposition, MatchState, RemittanceState
from era.models import ClaimMatch, EraFile, Remittance
from era.services.loading import load_era
from era.services.working import post_waiting
from insurance.models import InsurancePlan
from tests.factories.practice import PracticeFactory

NUMBER = 50


def seeded(owner, practice: Practice, *, claims: int = NUMBER, watched: bool = True) -> tuple[Seeded, bytes]:
    era = io.StringIO()
    world = prepare(practice=practice, claims=claims, now=timezone.now())
    made = seed(connection=owner, world=world, claims=claims, era=era, watched=watched)
    return made, era.getvalue().encode("ascii")


def imported(practice: Practice, data: bytes) -> EraFile:
    with acting_in(practice, None):
        loaded = load_era(name="scale.835", chunks=[data], by=None, now=timezone.now(), wait=True, auto=False)
    post_waiting(practice_id=practice.pk, era_file_id=loaded.era_file.pk)
    return loaded.era_file


@pytest.mark.django_db(transaction=True)
class TestSeeded:
    @pytest.mark.parametrize("watched", [True, False], ids=["every row watched", "unwatched"])
    def test_its_answer_is_imported_matched_and_posted_whole(self, committed_practice, as_owner, watched) -> None:
        """With triggers and foreign keys watching the rows are the same as without."""
        made, data = seeded(as_owner, committed_practice, watched=watched)
        era_file = imported(committed_practice, data)
        reconcile(now=timezone.now())

        with acting_in(committed_practice, None):
            era_file.refresh_from_db()
            assert (era_file.disposition, era_file.problems) == (Disposition.IMPORT, [])
            [remittance] = Remittance.objects.all()
            assert (remittance.state, remittance.amount) == (RemittanceState.POSTED, Decimal(made.paid) / 100)
            assert ClaimMatch.objects.filter(state=MatchState.POSTED).count() == NUMBER
            primaries = Claim.objects.filter(position=1)
            assert primaries.filter(stage=Stage.COMPLETED).count() == NUMBER
            assert set(primaries.values_list("result", flat=True)) >= {Result.PAID, Result.DENIED}

    def test_every_answered_primary_with_a_secondary_plan_gets_its_secondary(self, committed_practice, as_owner):
        made, data = seeded(as_owner, committed_practice, watched=False)
        imported(committed_practice, data)
        reconcile(now=timezone.now())

        with acting_in(committed_practice, None):
            insured_twice = InsurancePlan.objects.filter(position=2).values("client")
            wanted = Claim.objects.filter(position=1, client__in=insured_twice)
            assert made.with_secondary == wanted.count() == NUMBER * 3 // 10
            assert set(wanted.values_list("current_decision__outcome", flat=True)) == {Outcome.CREATED}
            assert Claim.objects.filter(position=2, live=True).count() == made.with_secondary
            others = Claim.objects.filter(position=1).exclude(client__in=insured_twice)
            assert set(others.values_list("current_decision__outcome", flat=True)) == {Outcome.NO_ACTIVE_PLAN}

    def test_the_ledger_is_that_of_claims_made_by_hand(self, committed_practice, as_owner) -> None:
        seeded(as_owner, committed_practice, watched=False)

        with acting_in(committed_practice, None):
            charges = sum(case_of(number).charge for number in range(NUMBER))
            assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == Decimal(charges) / 100
            balances = ChargeLineBalance.objects.all()
            assert all(one.charge == one.insurer_1 == one.charge_line.charge for one in balances)
            assert balances.count() == LedgerEntry.objects.count()

    def test_a_second_seeding_goes_beside_the_first(self, committed_practice, as_owner) -> None:
        first, data = seeded(as_owner, committed_practice, claims=7)
        _, more = seeded(as_owner, committed_practice, claims=7)
        imported(committed_practice, data)
        era_file = imported(committed_practice, more)

        assert data != more
        assert first.claims == 7
        with acting_in(committed_practice, None):
            era_file.refresh_from_db()
            assert era_file.problems == []
            assert Claim.objects.filter(position=1, stage=Stage.COMPLETED).count() == 14
            assert Submission.objects.filter(patient_control_number__endswith="P").count() == 14

    def test_the_members_can_be_read_and_found(self, committed_practice, as_owner) -> None:
        seeded(as_owner, committed_practice, claims=1)

        with acting_in(committed_practice, None):
            plan = InsurancePlan.objects.get()
            assert plan.member_id == f"SHP{plan.client_id:09d}"
            assert Client.objects.filter(search_name__startswith="alder").count() == 1
            assert AuditEvent.objects.filter(action="claim.seed_scale").count() == 1

    def test_the_owner_may_pass_over_triggers_and_the_application_not(self, committed_practice, as_owner) -> None:
        assert may_be_unwatched(as_owner)
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_parameter_privilege(current_user, 'session_replication_role', 'SET')")
            assert cursor.fetchone() == (False,)


@pytest.mark.django_db(transaction=True)
class TestCommand:
    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "django", "seed_scale", *arguments]
        environment = os.environ | {
            "CLAIMCENTER_DB_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": "claimcenter.settings",
            "PYTHONPATH": str(env.ROOT),
        }
        return subprocess.run(command, cwd=env.ROOT, env=environment, capture_output=True, text=True, check=False)

    def test_it_says_what_it_made_and_writes_the_file(self, committed_practice, tmp_path: Path) -> None:
        target = tmp_path / "scale.835"
        done = self.run("--claims", "20", "--era", str(target), "--practice", committed_practice.slug, "--json")

        assert done.returncode == 0, done.stderr
        facts = json.loads(done.stdout)
        assert (facts["claims"], facts["with_secondary"], facts["payments"]) == (20, 5, 1)
        imported(committed_practice, target.read_bytes())
        with acting_in(committed_practice, None):
            assert Claim.objects.filter(stage=Stage.COMPLETED).count() == 20
        assert [path.name for path in tmp_path.iterdir()] == ["scale.835"]

    def test_a_file_that_cannot_be_written_is_one_clear_line(self, committed_practice, tmp_path: Path) -> None:
        done = self.run("--claims", "5", "--era", str(tmp_path / "no" / "scale.835"))

        assert done.returncode != 0
        assert done.stderr.count("\n") == 1


@pytest.mark.django_db
class TestPractice:
    def test_the_only_one_is_meant(self) -> None:
        only = PracticeFactory()
        assert choose_practice("") == only

    def test_of_several_one_must_be_named(self) -> None:
        one, other = PracticeFactory(), PracticeFactory()
        with pytest.raises(NoSuchPracticeError):
            choose_practice("")
        assert [choose_practice(slug) for slug in (one.slug, other.slug)] == [one, other]

    def test_without_any_one_is_made(self) -> None:
        assert choose_practice("").slug == "scale"

    def test_a_new_name_is_a_new_practice(self) -> None:
        assert choose_practice("big-one").name == "Big One"
        assert PracticeFactory().slug != "big-one"


def test_three_of_ten_have_a_secondary_plan_and_every_answer_balances() -> None:
    numbers = range(10_000)
    assert sum(has_secondary(client_of(number)) for number in numbers) == 3_000
    for number in numbers[:100]:
        case = case_of(number)
        assert all(service.off >= 0 and service.share >= 0 for service in case.services)
        assert case.share > 0 or not has_secondary(client_of(number))


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Row(Client, colour="red")
    with pytest.raises(ValueError, match="needs a value"):
        Row(Client, practice_id=1)


@pytest.mark.parametrize(("cents", "text"), [(20_000, "200"), (1_050, "10.5"), (7, "0.07"), (0, "0")])
def test_money_as_x12_writes_it(cents: int, text: str) -> None:
    assert money(cents) == text


def test_numbers_of_providers_check() -> None:
    from claimcenter.practice.validators import npi as check

    check(npi(70_000_001))
