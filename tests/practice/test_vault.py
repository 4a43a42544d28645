"""What is encrypted at rest, and what the database can see of it."""

import base64
import os

import pytest
from django.db import connection

from claimcenter.practice.crypto import CannotDecrypt, current_key_id, key_id_of
from claimcenter.practice.models import Organization, StoredChunk
from claimcenter.practice.vault import CHUNK, blind_index, decrypt, encrypt, read, read_all, store
from tests.factories.practice import OrganizationFactory


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def test_round_trip_and_never_twice_the_same() -> None:
    once, twice = encrypt(b"AHP123456"), encrypt(b"AHP123456")
    assert once != twice
    assert decrypt(once) == decrypt(twice) == b"AHP123456"
    assert b"AHP123456" not in once


@pytest.mark.parametrize("place", [0, 3, 8, 20, -1])
def test_a_flipped_bit_is_noticed(place: int) -> None:
    sealed = bytearray(encrypt(b"AHP123456"))
    sealed[place] ^= 1
    with pytest.raises(CannotDecrypt):
        decrypt(bytes(sealed))


def test_a_value_moved_elsewhere_is_noticed() -> None:
    with pytest.raises(CannotDecrypt, match="belongs elsewhere"):
        decrypt(encrypt(b"x", context=b"card/1/0"), context=b"card/2/0")


def test_short_and_foreign_bytes_are_refused() -> None:
    for data in (b"", b"\x01", b"plain text that is long enough to be split"):
        with pytest.raises(CannotDecrypt):
            decrypt(data)


def test_a_new_key_encrypts_and_the_old_one_still_decrypts(settings) -> None:
    old = encrypt(b"kept")
    settings.ENCRYPTION_KEYS = [new_key(), *settings.ENCRYPTION_KEYS]
    assert decrypt(old) == b"kept"
    assert key_id_of(encrypt(b"new")) == current_key_id() != key_id_of(old)


def test_without_its_key_a_value_says_so(settings) -> None:
    old = encrypt(b"kept")
    settings.ENCRYPTION_KEYS = [new_key()]
    with pytest.raises(CannotDecrypt, match="not configured"):
        decrypt(old)


def test_the_blind_index_ignores_blanks_and_case_and_needs_the_key(settings) -> None:
    found = blind_index("ahp 123456")
    assert found == blind_index("AHP123456") != blind_index("AHP123457")
    settings.INDEX_KEY = new_key()
    assert blind_index("AHP123456") != found


def test_an_encrypted_column_is_ciphertext_in_the_database(practice) -> None:
    organization = OrganizationFactory(tax_id="987654321")
    assert Organization.objects.get(pk=organization.pk).tax_id == "987654321"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tax_id FROM practice_organization UNION ALL SELECT tax_id FROM practice_organizationevent"
        )
        stored = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(stored) == 2
    assert all(b"987654321" not in value for value in stored)


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_comes_back_byte_for_byte(practice, biller, size: int) -> None:
    data = os.urandom(size)
    pieces = [data[start : start + 70_001] for start in range(0, size, 70_001)]
    stored = store(kind="era", name="835.x12", content_type="text/plain", chunks=pieces, by=biller)
    assert (stored.size, stored.name_encrypted, stored.created_by_id) == (size, "835.x12", biller.pk)
    assert read_all(stored) == data
    assert StoredChunk.objects.count() == -(-size // CHUNK)


def test_a_file_that_lost_a_chunk_is_not_given_out(practice) -> None:
    stored = store(kind="era", name="a", content_type="text/plain", chunks=[b"x" * (CHUNK + 1)], by=None)
    stored.sha256 = b"\0" * 32
    with pytest.raises(CannotDecrypt, match="incomplete"):
        list(read(stored))
