"""Factories of the floor. Tenant records need a practice in force: the `practice` fixture, or `acting_in`."""

from functools import cache
from itertools import count

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from claimcenter.practice.models import (
    Facility,
    Membership,
    Organization,
    Practice,
    PracticeSettings,
    Provider,
    ServiceCode,
    User,
)
from claimcenter.practice.roles import Role
from claimcenter.practice.tenancy import current_practice_id

PASSWORD = "correct horse battery staple"


@cache
def hashed_password() -> str:
    return make_password(PASSWORD)


def npi(number: int) -> str:
    """A valid NPI (Luhn over the prefix 80840) that nobody holds in these tests."""
    body = f"1{number % 10**8:08d}"
    digits = [int(character) for character in "80840" + body]
    total = sum(sum(divmod(digit * 2, 10)) for digit in digits[::-2]) + sum(digits[-2::-2])
    return f"{body}{-total % 10}"


_npis = count(20_000_001)


class PracticeFactory(DjangoModelFactory):
    class Meta:
        model = Practice

    name = factory.Sequence(lambda n: f"Practice {n}")
    slug = factory.Sequence(lambda n: f"practice-{n}")


class UserFactory(DjangoModelFactory):
    """A person; signs in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")

    # Hashed once for all: scrypt is slow on purpose.
    password = factory.LazyFunction(hashed_password)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    practice = factory.SubFactory(PracticeFactory)
    role = Role.BILLER


class PracticeSettingsFactory(DjangoModelFactory):
    class Meta:
        model = PracticeSettings
        django_get_or_create = ("practice",)

    practice = factory.LazyFunction(lambda: Practice.objects.get(pk=current_practice_id()))
    submitter_name = "RIVERBEND COUNSELING"
    submitter_id = "SUB001"
    receiver_name = "TEST CLEARINGHOUSE"
    receiver_id = "CLH001"
    contact_name = "BILLING"
    contact_phone = "5035550100"


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Riverbend Counseling {n}")
    npi = factory.LazyFunction(lambda: npi(next(_npis)))
    tax_id = "123456789"
    taxonomy = "261QM0801X"
    line1 = "12 River Road"
    city = "Portland"
    state = "OR"
    zip = "972051234"


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility

    name = factory.Sequence(lambda n: f"Office {n}")
    npi = factory.LazyFunction(lambda: npi(next(_npis)))
    line1 = "14 River Road"
    city = "Portland"
    state = "OR"
    zip = "972051234"


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Marsh{n}")
    credentials = "LPC"
    npi = factory.LazyFunction(lambda: npi(next(_npis)))
    taxonomy = "101YM0800X"


class ServiceCodeFactory(DjangoModelFactory):
    class Meta:
        model = ServiceCode

    code = factory.Sequence(lambda n: f"{90000 + n % 9999}")
    label = "Psychotherapy"
    default_charge = "180.00"
    default_minutes = 60
