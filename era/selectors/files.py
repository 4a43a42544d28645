"""ERA files and what became of their payments: constant queries for any number of files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from era.enums import JobState, MatchState, RemittanceState
from era.models import ClaimMatch, EraFile, EraJob, Remittance
from era.models.job import UNFINISHED

ZERO = Decimal(0)
_WITH_CLAIM = (MatchState.MATCHED, MatchState.POSTED, MatchState.INFORMATION)
_HELD = (MatchState.HELD, MatchState.SUGGESTED)


@dataclass
class Tally:
    """The claims of one remittance by what became of them: how many, and CLP04 together."""

    count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def counted(self, *states: str) -> int:
        return sum(self.count[state] for state in states)

    def summed(self, *states: str) -> Decimal:
        return sum((self.paid[state] for state in states), ZERO)


@dataclass(frozen=True)
class Reconciliation:
    """Where every cent of a payment stands: all parts - provider level = BPR02.

    `taken_back`: posted once and undone for a claim, until somebody uses it again.
    """

    posted: Decimal
    ready: Decimal
    held: Decimal
    unmatched: Decimal
    ignored: Decimal
    taken_back: Decimal
    provider_level: Decimal
    payment: Decimal

    @property
    def accounted(self) -> Decimal:
        """What the parts come to."""
        parts = self.posted + self.ready + self.held + self.unmatched + self.ignored + self.taken_back
        return parts - self.provider_level

    @property
    def difference(self) -> Decimal:
        return self.payment - self.accounted

    @property
    def adds_up(self) -> bool:
        return not self.difference


@dataclass(frozen=True)
class PaymentSummary:
    """A remittance with the tally of its claims."""

    remittance: Remittance
    tally: Tally

    @property
    def claims(self) -> int:
        return self.remittance.claim_count

    @property
    def matched(self) -> int:
        """Claims of ours found, posted ones included."""
        return self.tally.counted(*_WITH_CLAIM)

    @property
    def ready(self) -> int:
        return self.tally.counted(MatchState.MATCHED)

    @property
    def posted(self) -> int:
        return self.tally.counted(MatchState.POSTED)

    @property
    def held(self) -> int:
        return self.tally.counted(*_HELD)

    @property
    def unmatched(self) -> int:
        return self.tally.counted(MatchState.UNMATCHED)

    @property
    def taken_back(self) -> int:
        return self.tally.counted(MatchState.TAKEN_BACK)

    @property
    def can_post(self) -> bool:
        """Whether posting would do anything."""
        state = self.remittance.state
        if state == RemittanceState.POSTED:
            return self.ready > 0
        if state == RemittanceState.OPEN:
            return self.ready > 0 or not self.held + self.unmatched  # provider-level money alone is posted too
        return state == RemittanceState.UNDONE

    @property
    def can_undo(self) -> bool:
        return self.remittance.state == RemittanceState.POSTED

    @property
    def reconciliation(self) -> Reconciliation:
        """By the matches; while there are none (a held payment) all of it is held."""
        tally, remittance = self.tally, self.remittance
        listed = sum(tally.paid.values(), ZERO)
        return Reconciliation(
            posted=tally.summed(MatchState.POSTED, MatchState.INFORMATION),
            ready=tally.summed(MatchState.MATCHED, MatchState.UNDONE),
            held=tally.summed(*_HELD) + remittance.claims_paid - listed,
            unmatched=tally.summed(MatchState.UNMATCHED),
            ignored=tally.summed(MatchState.IGNORED),
            taken_back=tally.summed(MatchState.TAKEN_BACK),
            provider_level=remittance.provider_level,
            payment=remittance.amount,
        )


@dataclass(frozen=True)
class FileSummary:
    """A file with its payments and the job that works on it, if one does."""

    era_file: EraFile
    payments: list[PaymentSummary]
    job: EraJob | None

    @property
    def is_working(self) -> bool:
        return self.job is not None and self.job.state in UNFINISHED

    @property
    def can_post(self) -> bool:
        return not self.is_working and any(payment.can_post for payment in self.payments)

    @property
    def can_undo(self) -> bool:
        return not self.is_working and any(payment.can_undo for payment in self.payments)

    @property
    def amount(self) -> Decimal:
        return sum((payment.remittance.amount for payment in self.payments), ZERO)


def era_files() -> QuerySet[EraFile]:
    """Every file of the practice, newest first where nothing else is asked."""
    return EraFile.objects.select_related("file", "loaded_by")


def summaries(files: Iterable[EraFile]) -> list[FileSummary]:
    """The files with their payments, tallies and jobs. Three queries for any number."""
    wanted = list(files)
    remittances = _remittances([era_file.pk for era_file in wanted])
    tallies = tallies_of(remittance.pk for ones in remittances.values() for remittance in ones)
    jobs = _jobs([era_file.pk for era_file in wanted])
    return [
        FileSummary(
            era_file,
            [PaymentSummary(remittance, tallies[remittance.pk]) for remittance in remittances[era_file.pk]],
            jobs.get(era_file.pk),
        )
        for era_file in wanted
    ]


def summary_of(era_file: EraFile) -> FileSummary:
    """One file."""
    return summaries([era_file])[0]


def tallies_of(remittance_ids: Iterable[int]) -> Mapping[int, Tally]:
    """By remittance: claims by state. One query."""
    rows = (
        ClaimMatch.objects.filter(remittance__in=list(remittance_ids))
        .order_by()
        .values_list("remittance", "state")
        .annotate(claims=Count("pk"), paid=Sum("remittance_claim__paid"))
    )
    found: dict[int, Tally] = defaultdict(Tally)
    for remittance_id, state, claims, paid in rows:
        found[remittance_id].count[state] = claims
        found[remittance_id].paid[state] = paid
    return found


def waiting_counts() -> dict[str, int]:
    """What needs somebody: payments held or not posted, claims in the queue. Two queries."""
    states = [RemittanceState.OPEN, RemittanceState.HELD]
    remittances = Remittance.objects.filter(state__in=states).count()
    queued = ClaimMatch.objects.filter(state__in=[MatchState.UNMATCHED, *_HELD]).count()
    return {"remittances": remittances, "queue": queued}


def _remittances(file_ids: list[int]) -> Mapping[int, list[Remittance]]:
    found: dict[int, list[Remittance]] = defaultdict(list)
    rows = Remittance.objects.filter(era_file__in=file_ids).select_related("payer", "duplicate_of", "part_of")
    for remittance in rows.order_by("era_file", "ordinal"):
        found[remittance.era_file_id].append(remittance)
    return found


def _jobs(file_ids: list[int]) -> dict[int, EraJob]:
    """The newest job of each file, unless it ended well: then there is nothing to say."""
    rows = EraJob.objects.filter(era_file__in=file_ids).order_by("era_file", "-pk").distinct("era_file")
    return {job.era_file_id: job for job in rows if job.state != JobState.DONE}
