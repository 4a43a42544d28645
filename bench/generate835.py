"""A seeded, balanced remittance file of any size: behavioural-health claims as payers send them, everything invented.

``python -m bench.generate835 --claims 1000 --seed 1 > era.835``. Equal arguments, equal bytes. Written as it is made,
so memory stays flat. A practice's providers and patients come back from claim to claim, as they do in a real file.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

FEES = {"90791": 25000, "90832": 11000, "90834": 15500, "90837": 20000, "90847": 18000, "90853": 7000, "99214": 17500}
FAMILIES = [
    "ALDER",
    "BIRCH",
    "CEDAR",
    "DOGWOOD",
    "ELM",
    "FIR",
    "GINKGO",
    "HAZEL",
    "IRONWOOD",
    "JUNIPER",
    "LARCH",
    "MAPLE",
    "NUTMEG",
    "OAK",
    "PINE",
    "ROWAN",
    "SPRUCE",
]
GIVEN = [
    "ADA",
    "BEN",
    "CLEO",
    "DEV",
    "EVA",
    "FINN",
    "GUS",
    "HANA",
    "IVO",
    "JADE",
    "KAI",
    "LENA",
    "MILO",
    "NOOR",
    "OTIS",
    "PIA",
    "RHYS",
    "SUKI",
    "TEO",
    "UMA",
]
PAYERS = (("ACME HEALTH PPO", "990001"), ("BLUE SAMPLE PLAN", "990002"), ("EVERGREEN MUTUAL", "990003"))
REMARKS = ("N130", "N519", "M127", "MA04")
DENIALS = ("197", "50", "29", "16", "204")


@dataclass
class Lot:
    """Lines of one claim in cents: code, charge, paid, CAS groups, allowed, remark."""

    lines: list[tuple[str, int, int, dict[str, list[tuple[str, int]]], int, str]] = field(default_factory=list)

    @property
    def charge(self) -> int:
        return sum(line[1] for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line[2] for line in self.lines)

    @property
    def owed(self) -> int:
        return sum(amount for line in self.lines for _, amount in line[3].get("PR", ()))


def money(cents: int) -> str:
    """X12 form: no trailing zeros, no leading ones."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    whole, rest = divmod(cents, 100)
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def npi(rng: random.Random) -> str:
    """Ten digits whose last checks the others (Luhn over 80840 and the number)."""
    body = "1" + "".join(rng.choices("0123456789", k=8))
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in body[::-2])
    total = 24 + doubled + sum(int(digit) for digit in body[-2::-2])
    return body + str(-total % 10)


def lot(rng: random.Random) -> Lot:
    """One to three lines; one claim in twelve denied, one in eight decided by a secondary payer."""
    made, denied, second = Lot(), rng.random() < 1 / 12, rng.random() < 1 / 8
    for _ in range(rng.choices((1, 2, 3), (6, 3, 1))[0]):
        code = rng.choice(list(FEES))
        made.lines.append(denied_line(rng, code) if denied else paid_line(rng, code, second=second))
    return made


def denied_line(rng: random.Random, code: str) -> tuple[str, int, int, dict[str, list[tuple[str, int]]], int, str]:
    return code, FEES[code], 0, {"CO": [(rng.choice(DENIALS), FEES[code])]}, 0, rng.choice(REMARKS)


def paid_line(
    rng: random.Random, code: str, *, second: bool
) -> tuple[str, int, int, dict[str, list[tuple[str, int]]], int, str]:
    charge = FEES[code]
    allowed = charge * rng.choice((60, 70, 75, 80, 90)) // 100
    deductible = min(allowed, rng.choice((0, 0, 0, 2500, 5000)))
    shares = [("1", deductible), ("2", (allowed - deductible) * rng.choice((0, 0, 10, 20)) // 100)]
    shares.append(("3", min(allowed - sum(share for _, share in shares), rng.choice((0, 0, 2000, 3000)))))
    groups = {"CO": [("45", charge - allowed)], "PR": [share for share in shares if share[1]]}
    paid = allowed - sum(share for _, share in shares)
    if second and paid > 1:
        groups["OA"] = [("23", paid // 2)]
        paid -= paid // 2
    remark = rng.choice((*REMARKS, "", "", "", "", "", ""))
    return code, charge, paid, {group: items for group, items in groups.items() if items}, allowed, remark


def claim_segments(
    rng: random.Random, number: int, made: Lot, day: str, providers: list[str]
) -> Iterator[tuple[str, ...]]:
    status = "4" if not made.paid and not made.owed else "1"
    member, family = rng.randrange(40_000), rng.choice(FAMILIES)
    head = ("CLP", f"CC{number:08d}P", status, money(made.charge), money(made.paid), money(made.owed), "12")
    yield (*head, f"ICN{rng.randrange(10**10):010d}", "11", "1")
    yield ("NM1", "QC", "1", family, rng.choice(GIVEN), "", "", "", "MI", f"M{member:08d}")
    if rng.random() < 0.25:
        yield ("NM1", "IL", "1", family, rng.choice(GIVEN), "", "", "", "MI", f"M{member:08d}")
    yield ("NM1", "82", "1", "PROVIDER", "ANY", "", "", "", "XX", rng.choice(providers))
    if rng.random() < 0.4:
        yield ("MOA", "", "", rng.choice(("MA01", "MA07", "MA18")))
    if rng.random() < 0.3:
        yield ("REF", "1L", f"GRP{rng.randrange(400):05d}")
    yield from (("DTM", code, day) for code in ("232", "233", "050"))
    yield ("AMT", "AU", money(sum(line[4] for line in made.lines)))
    for index, line in enumerate(made.lines, 1):
        yield from line_segments(line, f"CC{number:08d}L{index}", day)


def line_segments(
    line: tuple[str, int, int, dict[str, list[tuple[str, int]]], int, str], control: str, day: str
) -> Iterator[tuple[str, ...]]:
    code, charge, paid, groups, allowed, remark = line
    yield ("SVC", f"HC:{code}:95", money(charge), money(paid), "", "1")
    yield ("DTM", "472", day)
    for group, items in groups.items():
        yield ("CAS", group, *triplets(items))
    yield ("REF", "6R", control)
    yield ("AMT", "B6", money(allowed))
    if remark:
        yield ("LQ", "HE", remark)


def triplets(items: list[tuple[str, int]]) -> list[str]:
    """Reasons and amounts with the empty quantities between them."""
    flat = [part for reason, amount in items for part in (reason, money(amount), "")]
    return flat[:-1]


def header(payer: tuple[str, str], net: int, trace: str) -> Iterator[tuple[str, ...]]:
    how = ("ACH", "CCP", "01", "999999992", "DA", "123456", "1912345678", "", "01", "999988880", "DA", "98765")
    yield ("BPR", "I", money(net), "C", *how, "20261002")
    yield ("TRN", "1", trace, "1912345678")
    yield ("DTM", "405", "20260930")
    yield ("N1", "PR", payer[0], "XV", payer[1])
    yield ("N3", "PO BOX 1")
    yield ("N4", "HARTFORD", "CT", "06101")
    yield ("PER", "BL", "EDI SUPPORT", "TE", "8005550111")
    yield ("N1", "PE", "RIVERBEND COUNSELING LLC", "XX", "1234567893")
    yield ("REF", "TJ", "123456789")
    yield ("LX", "1")


def generate(
    write: Callable[[str], object], *, claims: int, seed: int = 1, per_set: int = 1_000, end: str = "~\n"
) -> int:
    """Write one interchange of ``claims`` claims, ``per_set`` a payment; returns the cents paid in all."""
    rng = random.Random(seed)
    providers = [npi(rng) for _ in range(40)]
    write(
        "ISA*00*          *00*          *ZZ*ACMEHEALTH     *ZZ*CLAIMCENTER    "
        f"*260930*0900*^*00501*{seed:09d}*0*T*:{end}GS*HP*ACMEHEALTH*CLAIMCENTER*20260930*0900*1*X*005010X221A1{end}"
    )
    sets = total = done = 0
    while done < claims:
        sets += 1
        count = min(per_set, claims - done)
        lots = [lot(rng) for _ in range(count)]
        net = sum(made.paid for made in lots) + 115
        segments = [("ST", "835", f"{sets:04d}"), *header(PAYERS[sets % 3], net, f"EFT{seed:04d}{sets:07d}")]
        for index, made in enumerate(lots, done + 1):
            segments += claim_segments(rng, index, made, f"202609{1 + index % 28:02d}", providers)
        segments.append(("PLB", "1234567893", "20261231", "L6", "-1.15"))
        segments.append(("SE", str(len(segments) + 1), f"{sets:04d}"))
        write("".join("*".join(segment) + end for segment in segments))
        done += count
        total += net
    write(f"GE*{sets}*1{end}IEA*1*{seed:09d}{end}")
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a seeded, balanced 835 to standard output.")
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-set", type=int, default=1_000)
    options = parser.parse_args()
    generate(sys.stdout.write, claims=options.claims, seed=options.seed, per_set=options.per_set)


if __name__ == "__main__":
    main()
