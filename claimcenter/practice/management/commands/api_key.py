"""Prints a new API key, once, alone on the last line of stdout."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claimcenter.practice.api_keys import issue
from claimcenter.practice.models import Membership, User


class Command(BaseCommand):
    help = "Makes an API key that acts as this user. It is printed once and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--practice", metavar="SLUG", help="needed where the user works in several practices")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=User.objects.normalize_email(options["user"]), is_active=True).first()
        if user is None:
            raise CommandError("No active user has this e-mail address.")
        membership = _membership(user, options["practice"])
        self.stdout.write(issue(user=user, membership=membership, by=None))


def _membership(user: User, slug: str | None) -> Membership:
    found = Membership.objects.filter(user=user, is_active=True).select_related("practice")
    if slug:
        found = found.filter(practice__slug=slug)
    members = list(found[:2])
    if not members:
        raise CommandError("This user is not an active member of a practice (of that name).")
    if len(members) > 1:
        raise CommandError("This user works in several practices: name one with --practice SLUG.")
    return members[0]
