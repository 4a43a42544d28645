"""Loads practice mode, once: the practice, its people, directory and payers, then the stories."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from claimcenter.demo.stage import Stage
from claimcenter.demo.stories import QUIET, WITH_FILES, ReadyFile
from claimcenter.practice.models import Organization, Practice, PracticeSettings, Provider, ServiceCode, User
from claimcenter.practice.roles import Role
from claimcenter.practice.services.practices import add_member, open_practice
from claimcenter.practice.tenancy import acting_in
from clients.models import Client
from insurance.models import Payer
from insurance.services.payers import PayerDetails, add_payer

SLUG = "demo"
NAME = "Riverbend Counseling"
DOMAIN = "demo.example"
PEOPLE = {
    "admin": ("Robin Admin", Role.ADMINISTRATOR),
    "biller": ("Pat Biller", Role.BILLER),
    "clinician": ("Morgan Chen", Role.CLINICIAN),
    "operator": ("Olga Operator", Role.OPERATOR),
}
CODES = [
    ("90791", "Evaluation", "250.00", False),
    ("90834", "Psychotherapy, 45 minutes", "160.00", False),
    ("90837", "Psychotherapy, 60 minutes", "200.00", False),
    ("90847", "Family session with the client", "180.00", False),
    ("90785", "Interactive complexity", "25.00", False),
    ("NOSHW", "Missed session", "75.00", True),
]
PAYERS = {
    "acme": PayerDetails(name="Acme Health PPO", payer_id="AC001", filing_indicator="CI"),
    "blue": PayerDetails(name="Blue Sample Plan", payer_id="BS002", filing_indicator="BL"),
    "cascade": PayerDetails(name="Cascade Mutual", payer_id="CM003", filing_indicator="HM"),
    "county": PayerDetails(name="County Employees Trust", payer_id="CE004", filing_indicator="CI", is_offline=True),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """`password` is everybody's; `fresh` says whether the data was made now or stood there already."""

    password: str
    fresh: bool


def load_demo(*, now: datetime, folder: Path, password: str = "") -> Loaded:
    """Makes practice mode, or leaves what stands there; the sign-ins work afterwards either way.

    All of it or nothing. `folder` takes the ERA files a newcomer loads by hand. `password`: the one to keep.
    """
    with transaction.atomic():
        _one_at_a_time()
        practice = open_practice(name=NAME, slug=SLUG, by=None)
        kept = password or f"practice-{secrets.token_hex(4)}"
        users = {name: _person(practice, name, kept) for name in PEOPLE}
        with acting_in(practice, users["biller"]):
            if Client.objects.exists():
                return Loaded(kept, fresh=False)
            files = _play(_stage(users, now))
    _write(files, folder)
    return Loaded(kept, fresh=True)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('claimcenter.demo', 0))")


def _person(practice: Practice, name: str, password: str) -> User:
    email, (full_name, role) = f"{name}@{DOMAIN}", PEOPLE[name]
    user, _ = User.objects.get_or_create(email=email, defaults={"name": full_name})
    user.is_active, user.is_staff = True, role == Role.OPERATOR
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    add_member(practice=practice, user=user, role=role, by=None)
    return user


def _stage(users: dict[str, User], now: datetime) -> Stage:
    organization = Organization.objects.create(
        name="Riverbend Counseling LLC",
        npi="1234567893",
        tax_id="123456789",
        taxonomy="261QM0801X",
        line1="100 Main St Ste 200",
        city="Portland",
        state="OR",
        zip="972051234",
        is_default=True,
    )
    provider = Provider.objects.create(
        first_name="Morgan",
        last_name="Chen",
        credentials="LPC",
        npi="1987654328",
        taxonomy="101YM0800X",
        user=users["clinician"],
    )
    for code, label, charge, never_claim in CODES:
        ServiceCode.objects.create(code=code, label=label, default_charge=Decimal(charge), never_claim=never_claim)
    _introduce()
    payers: dict[str, Payer] = {key: add_payer(details=details, by=users["biller"]) for key, details in PAYERS.items()}
    return Stage(now=now, biller=users["biller"], provider=provider, organization=organization, payers=payers)


def _introduce() -> None:
    PracticeSettings.objects.update(
        submitter_name="Riverbend Counseling LLC",
        submitter_id="CLAIMCENTER",
        receiver_name="Sample Clearinghouse",
        receiver_id="CLEARHOUSE",
        contact_name="Billing Desk",
        contact_phone="5035550100",
    )


def _play(stage: Stage) -> list[ReadyFile]:
    files = [story(stage) for story in WITH_FILES]
    for story in QUIET:
        story(stage)
    return files


def _write(files: list[ReadyFile], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for ready in files:
        (folder / ready.name).write_bytes(ready.data)
        (folder / ready.name).with_suffix(".txt").write_text(ready.about + "\n", encoding="utf-8")
