"""Loading an ERA: spool, keep the bytes, read the whole file, screen its payments, match its claims."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import connection, transaction

from claimcenter.practice import audit, vault
from claimcenter.practice.models import User
from claimcenter.practice.tenancy import current_practice_id
from era.enums import Disposition, FileState, JobKind, RemittanceState
from era.models import EraFile
from era.services.automation import auto_post
from era.services.jobs import request_job
from era.services.matching import match_remittance
from era.services.payees import elsewhere_check
from era.services.progress import Progress, no_progress
from era.services.reassociating import lock_traces, match_by_trace
from era.services.screening import screen
from era.services.spooling import Spooled, spooled
from era.services.storing import Contents, NotAnEra, refusal, store_contents

AT_ONCE = 4 * 1024 * 1024
"""Files up to this many bytes (some 10,000 claims) are read while one waits; larger ones by a job."""


@dataclass(frozen=True)
class Loaded:
    """`again`: these bytes were loaded before, and `era_file` is the earlier one."""

    era_file: EraFile
    again: bool = False


def load_era(
    *, name: str, chunks: Iterable[bytes], by: User | None, now: datetime, wait: bool = False, auto: bool = True
) -> Loaded:
    """Loads one file; call inside `acting_in`. Bytes, records and matches stand together or not at all.

    Idempotent by SHA-256: the same bytes again return the file they made. Raises NotAnEra (nothing kept), TooLarge,
    DiskFull. A long file comes back `reading` and a job goes on with it, unless the caller can `wait`. `auto` heeds
    the practice's switches for posting by itself; the command decides about posting on its own.
    """
    with spooled(chunks) as spool:
        problems = refusal(spool.head())
        if problems:
            raise NotAnEra(problems)
        loaded = _load(name=name, spool=spool, by=by, now=now, at_once=wait or spool.size <= AT_ONCE)
    if auto and not loaded.again:
        auto_post(era_file=loaded.era_file, now=now)
    return loaded


@transaction.atomic
def _load(*, name: str, spool: Spooled, by: User | None, now: datetime, at_once: bool) -> Loaded:
    earlier = _earlier(spool.sha256)
    if earlier is not None:
        return Loaded(earlier, again=True)
    era_file = _keep(name=name, spool=spool, by=by, now=now)
    if at_once:
        read_file(era_file=era_file, source=spool.rewound(), by=by, now=now)
    else:
        request_job(era_file=era_file, kind=JobKind.READ, by=by, now=now)
    audit.record(action="era.loaded", obj=era_file, by=by, detail={"size": spool.size, "sha256": spool.sha256})
    return Loaded(era_file)


@transaction.atomic
def read_file(
    *, era_file: EraFile, source: BinaryIO, by: User | None, now: datetime, progress: Progress = no_progress
) -> Contents:
    """Reads, screens and matches a file whose bytes are kept. All or nothing. Raises NotAnEra."""
    contents = store_contents(era_file=era_file, source=source, is_elsewhere=elsewhere_check(), progress=progress)
    if contents.remittances and len(contents.elsewhere) == len(contents.remittances):
        raise NotAnEra([_for_another_practice()])
    screen(contents)
    for remittance in contents.remittances:
        if remittance.state == RemittanceState.OPEN:
            match_remittance(remittance=remittance, by=by, now=now, progress=progress)
    traces = [remittance.trace_number for remittance in contents.remittances]
    lock_traces(traces)
    match_by_trace(traces=traces, by=by, now=now)
    return contents


def refuse_file(*, era_file: EraFile, refused: NotAnEra) -> None:
    """Notes that a file whose bytes are kept already (a long one) turned out to be no ERA of ours."""
    era_file.state, era_file.disposition = FileState.READ, Disposition.REJECT
    era_file.problems, era_file.problem_count = refused.problems, len(refused.problems)
    era_file.save(update_fields=["state", "disposition", "problems", "problem_count"])


def _earlier(sha256: str) -> EraFile | None:
    # Two uploads of the same bytes at once: the second waits here and then finds the first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"era.file/{current_practice_id()}/{sha256}"]
        )
    return EraFile.objects.filter(sha256=sha256).select_related("loaded_by").first()


def _keep(*, name: str, spool: Spooled, by: User | None, now: datetime) -> EraFile:
    stored = vault.store(
        kind="835", name=clean_name(name), content_type="application/edi-x12", chunks=spool.chunks(), by=by
    )
    return EraFile.objects.create(file=stored, sha256=spool.sha256, size=spool.size, loaded_by=by, loaded_at=now)


def clean_name(name: str) -> str:
    """A file's name as people may see it again: no folders, no control characters, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:120] or "unnamed"


def _for_another_practice() -> dict[str, object]:
    message = "This payment is for another practice. Nothing of it was kept."
    empty = dict.fromkeys(["interchange", "transaction", "segment", "element", "claim"])
    return {"code": "another_practice", "message": message, **empty}
