"""The cast and the stage of every test.

`practice` is in force for the whole test (the database shows its rows and no others); `other_practice` exists beside it.
Tests marked `django_db(transaction=True)` commit, so they take `committed_practice` and enter `acting_in` themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.client import Client, ClientHandler
from django.utils import timezone
from rest_framework.test import APIClient, ForceAuthClientHandler

from claimcenter.practice import api_keys
from claimcenter.practice.models import Membership, Practice, User
from claimcenter.practice.roles import Role
from claimcenter.practice.tenancy import acting_in
from tests.chromium import browse, chromium, site
from tests.factories.practice import MembershipFactory, PracticeFactory, ProviderFactory
from tests.hypothesis_profiles import NIGHTLY  # registers the profile before pytest asks for it

__all__ = ["NIGHTLY", "browse", "chromium", "site"]

SignedIn = Callable[..., Client]


@pytest.fixture(scope="session", autouse=True)
def static_root() -> None:
    """WhiteNoise warns of a folder that only `collectstatic` makes; tests serve files from where they are written."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def practice(db: None) -> Iterator[Practice]:
    """Our practice, in force."""
    found = PracticeFactory(name="Riverbend Counseling", slug="riverbend")
    with acting_in(found, None):
        yield found


@pytest.fixture
def other_practice(db: None) -> Practice:
    """Another practice, not in force. Make its rows with `inside(other_practice)`."""
    return PracticeFactory(name="Lakeside Therapy", slug="lakeside")


@pytest.fixture
def committed_practice(transactional_db: None) -> Practice:
    """For tests that commit: a practice, in force only where the test enters `acting_in`."""
    return PracticeFactory(name="Riverbend Counseling", slug="riverbend")


@pytest.fixture
def inside() -> Callable[[Practice], object]:
    """`with inside(other_practice): ...` leaves the practice in force for a while."""
    from claimcenter.practice.tenancy import starting_in

    return lambda practice: starting_in(practice, None)


def _member(practice: Practice, role: Role, name: str) -> User:
    membership: Membership = MembershipFactory(practice=practice, role=role, user__name=name)
    return membership.user


@pytest.fixture
def biller(practice: Practice) -> User:
    return _member(practice, Role.BILLER, "Alice Biller")


@pytest.fixture
def administrator(practice: Practice) -> User:
    return _member(practice, Role.ADMINISTRATOR, "Dora Administrator")


@pytest.fixture
def clinician(practice: Practice) -> User:
    """A clinician who is a provider: sees the clients of that provider only."""
    user = _member(practice, Role.CLINICIAN, "Bob Clinician")
    ProviderFactory(user=user)
    return user


@pytest.fixture
def auditor(practice: Practice) -> User:
    return _member(practice, Role.AUDITOR, "Erin Auditor")


@pytest.fixture
def operator(practice: Practice) -> User:
    user = _member(practice, Role.OPERATOR, "Olga Operator")
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def stranger(other_practice: Practice) -> User:
    """An administrator of the other practice."""
    return _member(other_practice, Role.ADMINISTRATOR, "Charlie Stranger")


class Browser(Client):
    """Django's test client; all share one handler, because loading the middleware lists every static file."""

    shared = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, **defaults: object) -> None:
        super().__init__(**defaults)
        self.handler = self.shared


class ApiBrowser(APIClient):
    shared = ForceAuthClientHandler(enforce_csrf_checks=False)

    def __init__(self, **defaults: object) -> None:
        super().__init__(**defaults)
        self.handler = self.shared


@pytest.fixture
def client() -> Browser:
    """Nobody's browser."""
    return Browser()


@pytest.fixture
def client_as() -> SignedIn:
    """`client_as(biller)`: a browser in which this person is signed in."""

    def sign_in(user: User, practice: Practice | None = None) -> Client:
        browser = Browser()
        browser.force_login(user)
        session = browser.session
        now = timezone.now().timestamp()
        session.update({"since": now, "seen": now})
        if practice is not None:
            session["practice_id"] = practice.pk
        session.save()
        return browser

    return sign_in


@pytest.fixture
def api_client() -> Callable[[User], APIClient]:
    """`api_client(biller)`: a REST client with a key of this person's only membership."""

    def with_key(user: User) -> APIClient:
        membership = Membership.objects.get(user=user)
        from claimcenter.practice.tenancy import starting_in

        with starting_in(membership.practice_id, None):
            text = api_keys.issue(user=user, membership=membership, by=None)
        return ApiBrowser(HTTP_AUTHORIZATION=f"Bearer {text}")

    return with_key


@pytest.fixture
def as_owner(owner_connection: object) -> object:
    """The test database as its owner (psycopg): sees committed rows only, past row security."""
    return owner_connection


@contextmanager
def constraints_checked() -> Iterator[None]:
    """Makes deferred constraints speak at the end of the block instead of at a commit that a test never makes."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
