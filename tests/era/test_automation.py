"""The automation switches of Practice Settings, Insurance, as they act on an ERA that arrives."""

import pytest

from claims.enums import Stage
from era.services.loading import load_era
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, sent_claim
from tests.factories.practice import PracticeSettingsFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(practice):
    return sent_claim(household())


def arrives(claim, *, writes_off: bool = True):
    answer = clean_answer(claim)
    data = era_bytes(Payment((answer,)))
    if not writes_off:
        data = data.replace(b"CAS*CO*45*", b"CAS*OA*192*")
    load_era(name="era.835", chunks=[data], by=None, now=NOW)
    claim.refresh_from_db()
    return claim.stage


def switched(practice, **switches: bool) -> None:
    settings = PracticeSettingsFactory(practice=practice)
    for name, on in switches.items():
        setattr(settings, name, on)
    settings.save()


def test_without_the_switch_nothing_is_posted(practice, claim) -> None:
    switched(practice)
    assert arrives(claim) == Stage.PROCESSING


def test_payments_alone_do_not_post_a_file_that_writes_off(practice, claim) -> None:
    switched(practice, auto_post_payments_denials=True)
    assert arrives(claim) == Stage.PROCESSING


def test_payments_are_posted_where_nothing_is_written_off(practice, claim) -> None:
    switched(practice, auto_post_payments_denials=True)
    assert arrives(claim, writes_off=False) == Stage.COMPLETED


def test_both_switches_post_a_sound_file(practice, claim) -> None:
    switched(practice, auto_post_payments_denials=True, auto_post_writeoffs=True)
    assert arrives(claim) == Stage.COMPLETED


def test_write_offs_alone_post_nothing(practice, claim) -> None:
    switched(practice, auto_post_writeoffs=True)
    assert arrives(claim) == Stage.PROCESSING


def test_a_held_file_is_never_posted_by_itself(practice, claim) -> None:
    switched(practice, auto_post_payments_denials=True, auto_post_writeoffs=True)
    data = era_bytes(Payment((clean_answer(claim),)))
    load_era(name="era.835", chunks=[data.replace(b"IEA*1*", b"IEA*2*")], by=None, now=NOW)
    claim.refresh_from_db()
    assert claim.stage == Stage.PROCESSING
