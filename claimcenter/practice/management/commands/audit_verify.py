"""Checks the audit chain of every practice and names the first row that was altered."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claimcenter.practice.services.audit_chain import Verdict, verify_and_note


class Command(BaseCommand):
    help = "Checks the audit chain; exits 1 and names the first altered, deleted or inserted row of each practice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = verify_and_note(now=timezone.now())
        broken = [str(verdict.broken) for verdict in verdicts if verdict.broken]
        self.stdout.write(_as_json(verdicts) if options["as_json"] else _as_text(verdicts))
        if broken:
            raise CommandError("\n".join(broken))


def _as_text(verdicts: list[Verdict]) -> str:
    rows = sum(verdict.rows for verdict in verdicts)
    return f"{rows} sealed audit rows in {len(verdicts)} chains checked."


def _as_json(verdicts: list[Verdict]) -> str:
    return json.dumps(
        [
            {
                "practice": verdict.practice_id,
                "rows": verdict.rows,
                "intact": verdict.broken is None,
                "first_altered": verdict.broken and verdict.broken.event_id,
                "what": verdict.broken.what if verdict.broken else "",
            }
            for verdict in verdicts
        ]
    )
