"""Keys of the REST API: `Authorization: Bearer <key>`."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from claimcenter.practice import audit
from claimcenter.practice.actors import Actor
from claimcenter.practice.models import ApiKey, Membership, User
from claimcenter.practice.tenancy import acting_in

PREFIX = "cc_"
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


def issue(*, user: User, membership: Membership, by: User | None) -> str:
    """Makes a key that acts as this user in this practice; the text is given once and never kept."""
    text = PREFIX + secrets.token_urlsafe(32)
    with acting_in(membership.practice_id, by):
        key = ApiKey.objects.create(user=user, prefix=text[:8], key_hash=_digest(text))
        audit.record(action="api_key.issue", obj=key, by=by, detail={"user": user.pk})
    return text


def revoke(*, key: ApiKey, now: datetime, by: User | None) -> ApiKey:
    """Ends the key with the next request; idempotent. Call inside `acting_in`."""
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        audit.record(action="api_key.revoke", obj=key, by=by, detail={"user": key.user_id})
    return key


def bearer(request: HttpRequest) -> str | None:
    """The key text of the request, if it brings one."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" and text.strip() else None


def actor_for(text: str) -> Actor | None:
    """The actor of a key: None when unknown, revoked, or when its user or membership is no longer active."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_id, practice_id, user_id FROM practice_find_api_key(%s)", [_digest(text)])
        row = cursor.fetchone()
    if row is None:
        return None
    key_id, practice_id, user_id = row
    membership = (
        Membership.objects.filter(practice_id=practice_id, user_id=user_id, is_active=True, user__is_active=True)
        .select_related("practice", "user")
        .first()
    )
    return None if membership is None else Actor(membership.user, membership, api_key_id=key_id)


def note_use(key_id: int) -> None:
    """Remembers, to the minute, that the key was used. Call inside `acting_in`."""
    now = timezone.now()
    unused = ApiKey.objects.filter(pk=key_id).exclude(last_used_at__gt=now - _USE_IS_NOTED_EVERY)
    unused.update(last_used_at=now)


def _digest(text: str) -> bytes:
    # A key carries 256 random bits, so a plain hash is enough; nothing can be guessed from it.
    return hashlib.sha256(text.encode("utf-8")).digest()


class ApiKeyAuthentication(BaseAuthentication):
    """Takes over the actor that TenantMiddleware found by the key; the API takes no session cookie, hence no CSRF."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        actor = getattr(request._request, "actor", None)
        return (actor.user, actor) if actor is not None and actor.api_key_id else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
