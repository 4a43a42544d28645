"""pyx12, an independent validator with the guides' own maps, on generated and damaged remittances.

It checks structure and counts, not money: what it refuses we must not import; the reverse is ours alone.
"""

from __future__ import annotations

import io
import random

import pytest

from bench.generate835 import generate
from claimcenter.x12 import inspect_file, open_835, open_any, read_remittances
from tests.x12.era_files import good

document = pytest.importorskip("pyx12.x12n_document", reason="pyx12 is the optional second opinion")
params = pytest.importorskip("pyx12.params")


def accepted(data: bytes) -> bool:
    """pyx12's answer; it raises on some damage, which is a no."""
    chosen = params.ParamsBase()
    chosen.set("exclude_external_codes", "remark_code,claim_status,claim_status_cat")
    try:
        return bool(
            document.x12n_document(chosen, io.StringIO(data.decode("latin-1")), None, None, None, io.StringIO())
        )
    except Exception:  # noqa: BLE001 - whatever it raises, it did not accept the file
        return False


def made(claims: int, seed: int) -> bytes:
    buffer = io.StringIO()
    generate(buffer.write, claims=claims, seed=seed)
    return buffer.getvalue().encode()


@pytest.mark.parametrize("data", [good(), made(40, 3)], ids=["built by hand", "generated"])
def test_sound_files_are_sound_to_both(data: bytes) -> None:
    assert accepted(data)
    assert inspect_file(data)["disposition"] == "import"


@pytest.mark.parametrize("seed", range(12))
def test_what_loses_its_structure_is_refused_by_both(seed: int) -> None:
    rng = random.Random(seed)
    segments = made(3, seed).decode().split("~\n")
    del segments[rng.randrange(2, len(segments) - 1)]
    data = "~\n".join(segments).encode()
    reader = open_835(data)
    list(reader)
    assert not accepted(data)
    assert reader.disposition == "hold"


def test_the_ways_in_agree() -> None:
    data = good()
    by_payment = [(one.claim_count, len(list(claims))) for one, claims in read_remittances(data)]
    by_message = [len(list(message.claims)) for message, _ in open_any(data)]  # type: ignore[union-attr]
    assert by_payment[0][1] == by_message[0] == 3
