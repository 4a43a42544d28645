"""The 835 that answers the claims, written as they are made: one interchange, a payment for every thousand claims."""

import re
from collections.abc import Callable
from datetime import timedelta

from claimcenter.scale.directory import World
from claimcenter.scale.world import Case
from claimcenter.x12.output import SegmentWriter
from claimcenter.x12.write837 import write_isa

PER_PAYMENT = 4_000
END = "~\n"


class EraWriter:
    """Collects a payment's answers until its total is known, so memory stays flat at any number of claims."""

    def __init__(self, write: Callable[[str], object], world: World) -> None:
        self.write, self.world = write, world
        self.payments = self.paid = 0
        self._answers: list[str] = []
        self._received = f"{world.today - timedelta(days=3):%Y%m%d}"
        self._amount = self._segments = 0

    def begin(self) -> None:
        """ISA and GS."""
        on = self.world.now
        out = SegmentWriter(self.write)
        write_isa(
            out,
            sender=("ZZ", "SCALEPAYER"),
            receiver=("ZZ", "CLAIMCENTER"),
            control_number=self._control,
            created_at=on,
            usage="T",
        )
        self._put(f"GS*HP*SCALEPAYER*CLAIMCENTER*{on:%Y%m%d}*{on:%H%M}*{int(self._control)}*X*005010X221A1")

    def answer(self, *, control_number: str, line_numbers: str, case: Case, day: str, name: str) -> None:
        """One CLP with its lines. `line_numbers` is what REF*6R of each line begins with, `name` `FAMILY*GIVEN`."""
        claim_number = f"SHP{self.payments:05d}{len(self._answers):05d}"
        amounts = "*".join(money(amount) for amount in (case.charge, case.paid, case.share))
        parts = [
            f"CLP*{control_number}*{case.status}*{amounts}*12*{claim_number}*11*1{END}",
            f"NM1*QC*1*{name}{END}NM1*82*1*CHEN*MORGAN****XX*{self.world.provider_npi}{END}REF*1L*GRP100{END}",
            f"DTM*232*{day}{END}DTM*233*{day}{END}DTM*050*{self._received}{END}PER*CX*CLAIMS*TE*8005550111{END}",
        ]
        self._segments += 8
        for ordinal, service in enumerate(case.services, 1):
            parts.append(f"SVC*HC:{service.procedure}*{money(service.charge)}*{money(service.paid)}**1{END}")
            parts.append(f"DTM*472*{day}{END}")
            if service.off:
                parts.append(f"CAS*CO*{service.off_reason}*{money(service.off)}{END}")
            if service.share:
                parts.append(f"CAS*PR*{service.share_reason}*{money(service.share)}{END}")
            parts.append(f"REF*6R*{line_numbers}{ordinal}{END}AMT*B6*{money(service.charge - service.off)}{END}")
            self._segments += 4 + bool(service.off) + bool(service.share)
        self._answers.append("".join(parts))
        self._amount += case.paid
        if len(self._answers) == PER_PAYMENT:
            self._end_payment()

    def end(self) -> None:
        """The last payment, GE and IEA."""
        if self._answers:
            self._end_payment()
        self._put(f"GE*{self.payments}*{int(self._control)}", f"IEA*1*{self._control}")

    @property
    def _control(self) -> str:
        return f"{self.world.interchange % 10**9:09d}"

    def _end_payment(self) -> None:
        self.payments += 1
        number = f"{self.payments:04d}"
        head = self._head(number)
        self._put(*head)
        self.write("".join(self._answers))
        self._put(f"SE*{len(head) + self._segments + 1}*{number}")
        self.paid += self._amount
        self._answers.clear()
        self._amount = self._segments = 0

    def _head(self, number: str) -> list[str]:
        world, payer = self.world, self.world.primary
        yesterday = world.today - timedelta(days=1)
        originator = f"1{900_000_000 + payer.pk:09d}"
        bank = f"01*999999992*DA*123456*{originator}**01*999988880*DA*98765"
        how = f"C*ACH*CCP*{bank}" if self._amount else "C*NON" + "*" * 11
        return [
            f"ST*835*{number}",
            f"BPR*{'I' if self._amount else 'H'}*{money(self._amount)}*{how}*{yesterday:%Y%m%d}",
            f"TRN*1*SCALE{world.practice_id}N{world.first_claim}P{self.payments}*{originator}",
            f"DTM*405*{yesterday:%Y%m%d}",
            f"N1*PR*{payer.name.upper()}*XV*{payer.payer_id}",
            "N3*PO BOX 1",
            "N4*HARTFORD*CT*06101",
            "PER*BL*EDI SUPPORT*TE*8005550111",
            f"N1*PE*{plain(world.organization.name)}*XX*{world.organization.npi}",
            f"REF*TJ*{world.organization.tax_id}",
            "LX*1",
        ]

    def _put(self, *segments: str) -> None:
        self.write("".join(segment + END for segment in segments))


def plain(text: str) -> str:
    """Capitals, digits and blanks: nothing that could be taken for a delimiter."""
    return re.sub(r"[^A-Z0-9 ]", "", text.upper())


def money(cents: int) -> str:
    """X12 form: no trailing zeros."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
