"""`manage.py seed_scale --claims N --era FILE [--practice SLUG]`: claims to measure with and their answer.

Runs as the database's owner (claimcenter/stack/commands.py): it loads by COPY.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from claimcenter.scale.directory import NoSuchPracticeError, World, choose_practice, prepare
from claimcenter.scale.load import Seeded, may_be_unwatched, seed


class Command(BaseCommand):
    help = "Makes submitted primary claims, three of ten with a secondary plan, and a balanced 835 that answers them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--claims", type=int, required=True, metavar="N")
        parser.add_argument("--era", type=Path, required=True, metavar="FILE", help="where the 835 is written")
        parser.add_argument("--practice", default="", metavar="SLUG", help="made where there is none of this name")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["claims"] < 1:
            raise CommandError("--claims: at least one claim is made.")
        began = time.monotonic()
        try:
            practice = choose_practice(options["practice"])
            made = _seed(prepare(practice=practice, claims=options["claims"], now=timezone.now()), options)
        except (NoSuchPracticeError, OSError) as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - began
        facts = {
            "practice": practice.slug,
            "claims": made.claims,
            "with_secondary": made.with_secondary,
            "payments": made.payments,
            "paid": f"{made.paid // 100}.{made.paid % 100:02d}",
            "era": str(options["era"]),
            "seconds": round(seconds, 1),
        }
        self.stdout.write(json.dumps(facts) if options["json"] else _sentence(facts))


def _seed(world: World, options: dict[str, Any]) -> Seeded:
    """The file stands there whole once every claim it answers does, or not at all."""
    target: Path = options["era"]
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    connection.ensure_connection()
    raw: psycopg.Connection = connection.connection
    try:
        with scratch.open("w", encoding="ascii", newline="") as era:
            made = seed(
                connection=raw, world=world, claims=options["claims"], era=era, watched=not may_be_unwatched(raw)
            )
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
    return made


def _sentence(facts: dict[str, Any]) -> str:
    return (
        f"{facts['claims']:,} claims in practice {facts['practice']}, {facts['with_secondary']:,} with a secondary; "
        f"{facts['payments']:,} payments of {facts['paid']} together in {facts['era']}. {facts['seconds']} s."
    )
