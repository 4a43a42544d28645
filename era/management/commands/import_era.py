"""Loads 835 files as the upload page does, and posts what is ready."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from claimcenter.practice.models import Practice
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import acting_in
from era.api import body
from era.models import EraFile
from era.selectors.files import summary_of
from era.selectors.reports import claims_report
from era.services.loading import load_era
from era.services.storing import NotAnEra
from era.services.working import post_waiting

CHUNK = 1024 * 1024


class Command(BaseCommand):
    help = "Loads electronic remittances (835) into a practice and posts what is ready; what is not sure is held."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--practice", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="say what posting would do, and keep nothing")
        parser.add_argument("--no-post", action="store_true", help="load and match only")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        practice = Practice.objects.filter(slug=options["practice"]).first()
        if practice is None:
            raise CommandError("There is no practice of this name.")
        reports = [self._file(practice, path, options) for path in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(reports, indent=2))
        else:
            for report in reports:
                self._say(report)
        problems = [f"{report['file']}: {report['refused']}" for report in reports if "refused" in report]
        if problems:
            raise CommandError("\n".join(problems))

    def _file(self, practice: Practice, path: Path, options: dict[str, Any]) -> dict[str, Any]:
        """One file; a refusal is part of the report, so that the files after it are still loaded."""
        try:
            if options["dry_run"]:
                return _dry_run(practice, path)
            return _import(practice, path, post=not options["no_post"])
        except NotAnEra as refused:
            return {
                "file": str(path),
                "disposition": "reject",
                "problems": refused.problems,
                "remittances": [],
                "refused": refused.message,
            }
        except (OSError, Refusal) as error:
            return {"file": str(path), "refused": str(error)}

    def _say(self, report: dict[str, Any]) -> None:
        again = " (loaded before)" if "duplicate_of" in report else ""
        self.stdout.write(f"{report['file']}: {report.get('disposition', 'not read')}{again}")
        for found in report.get("problems", []):
            self.stdout.write(f"  {found['segment'] or '-'} {found['element'] or ''} {found['message']}")
        for one in report.get("remittances", []):
            self.stdout.write(
                f"  {one['trace_number']} {one['amount']} {one['payer']}: {one['claims']} claims, {one['matched']} "
                f"matched, {one['posted']} posted, {one['held']} held, {one['unmatched']} unmatched. {one['reason']}"
            )
            for claim in one.get("results", []):
                rules = ", ".join(f"{m['what']} {m['amount']} ({m['rule']})" for m in _movements(claim))
                self.stdout.write(f"    {claim['state']}: {claim['reason'] or rules}")


def _movements(claim: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield from claim["movements"]
    for line in claim["lines"]:
        yield from line["movements"]


def _import(practice: Practice, path: Path, *, post: bool) -> dict[str, Any]:
    with acting_in(practice, None):
        loaded = load_era(name=path.name, chunks=_chunks(path), by=None, now=timezone.now(), wait=True, auto=False)
    if post:
        post_waiting(practice_id=practice.pk, era_file_id=loaded.era_file.pk)
    with acting_in(practice, None):
        report = _report(path, loaded.era_file)
    return {**report, "duplicate_of": loaded.era_file.pk} if loaded.again else report


def _dry_run(practice: Practice, path: Path) -> dict[str, Any]:
    """Loads and matches inside a transaction that is rolled back: nothing is kept, not even the file."""
    with acting_in(practice, None), transaction.atomic():
        loaded = load_era(name=path.name, chunks=_chunks(path), by=None, now=timezone.now(), wait=True, auto=False)
        report = _report(path, loaded.era_file)
        by_id = {remittance.pk: remittance for remittance in loaded.era_file.remittances.all()}
        for one in report["remittances"]:
            one["results"] = claims_report(by_id[one["id"]], now=timezone.now())
        transaction.set_rollback(True)
    return {**report, "dry_run": True, **({"duplicate_of": loaded.era_file.pk} if loaded.again else {})}


def _report(path: Path, era_file: EraFile) -> dict[str, Any]:
    return {"file": str(path), **body(summary_of(EraFile.objects.get(pk=era_file.pk)))}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            yield chunk
