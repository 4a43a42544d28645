"""Practice mode: an invented practice to try everything on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from claimcenter.demo.load import DOMAIN, PEOPLE, load_demo
from claims.services.sending import send_outstanding
from claims.sweep import reconcile


class Command(BaseCommand):
    help = "Loads the practice-mode data, or leaves what stands there, and prints the sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        loaded = load_demo(now=now, folder=settings.CLAIMCENTER_PRACTICE_FILES, password=_kept_password())
        reconcile(now=now)
        send_outstanding(now=now)
        self.stdout.write("Practice-mode data was made." if loaded.fresh else "Practice-mode data stands already.")
        for name in PEOPLE:
            self.stdout.write(f"  {name}@{DOMAIN}")
        self.stdout.write(f"  password: {loaded.password}")


def _kept_password() -> str:
    """The password of an earlier run, which `up` keeps in the data folder; it stays, so nobody is signed out."""
    kept = Path(settings.DATA_DIR) / "practice-mode-password"
    return kept.read_text(encoding="utf-8").strip() if kept.exists() else ""
