"""Facts about a request that audit rows carry."""

import uuid

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """Where the request came from, past as many proxies as ALLAUTH_TRUSTED_PROXY_COUNT names (like rate limits)."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return None


def request_id() -> uuid.UUID:
    """The id the log lines of this request carry; a new one where a client sent something that is none."""
    text = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
