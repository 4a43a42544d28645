"""Prints a new API key, once, alone on the last line of stdout; `--revoke` ends one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claimcenter.practice.api_keys import issue, revoke
from claimcenter.practice.models import ApiKey, Membership, User
from claimcenter.practice.tenancy import acting_in


class Command(BaseCommand):
    help = "Makes an API key that acts as this user. It is printed once and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--practice", metavar="SLUG", help="needed where the user works in several practices")

        parser.add_argument("--revoke", metavar="PREFIX", help="end the key that begins like this instead")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=User.objects.normalize_email(options["user"]), is_active=True).first()
        if user is None:
            raise CommandError("No active user has this e-mail address.")
        membership = _membership(user, options["practice"])
        if options["revoke"]:
            self.stdout.write(_revoke(membership, options["revoke"]))
            return
        self.stdout.write(issue(user=user, membership=membership, by=None))


def _revoke(membership: Membership, prefix: str) -> str:
    with acting_in(membership.practice_id, None):
        keys = ApiKey.objects.filter(user_id=membership.user_id, prefix=prefix[:8], revoked_at__isnull=True)
        if not keys:
            raise CommandError("This user has no key in use that begins like this.")
        for key in keys:
            revoke(key=key, now=timezone.now(), by=None)
    return "The key is refused from now on."


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
