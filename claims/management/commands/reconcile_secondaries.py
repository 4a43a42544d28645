"""`manage.py reconcile_secondaries [--json]`: decides every completed claim that has no decision."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from claims.sweep import reconcile


class Command(BaseCommand):
    help = "Decides every completed claim whose next claim nobody has decided about, and says how many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        decided = reconcile(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"decided": decided}))
        else:
            self.stdout.write(f"{decided} decided.")
