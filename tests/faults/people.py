"""Who sends requests to the real web server, and how long each may take."""

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from claimcenter.practice import api_keys
from claimcenter.practice.models import Membership, User

LONGEST = 2.0
"""Seconds. The deadline of a request, whatever is broken."""


@dataclass
class Answer:
    status: int
    body: bytes
    cookies: dict[str, str]
    seconds: float


@dataclass
class Caller:
    """Sends one request a connection; remembers how long the slowest took."""

    port: int
    slowest: float = field(default=0.0, init=False)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.monotonic()
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        seconds = time.monotonic() - began
        self.slowest = max(self.slowest, seconds)
        set_cookies = response.headers.get_all("Set-Cookie") or []
        cookies = dict(one.split(";")[0].split("=", 1) for one in set_cookies)
        return Answer(response.status, data, cookies, seconds)


class Machine(Caller):
    def __init__(self, port: int, membership: Membership) -> None:
        super().__init__(port)
        self.key = api_keys.issue(user=membership.user, membership=membership, by=None)

    def complete(self, claim_id: int) -> float:
        """Completes a claim by hand: it must succeed, in time, whatever has happened to the broker."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = self.ask("POST", f"/api/v1/claims/{claim_id}/complete/", headers)
        assert answer.status == 200, answer.body
        assert json.loads(answer.body)["stage"] == "completed"
        assert answer.seconds < LONGEST
        return answer.seconds


class Operator(Caller):
    def __init__(self, port: int, user: User) -> None:
        super().__init__(port)
        session, now = SessionStore(), timezone.now().timestamp()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.update({"since": now, "seen": now})
        session.save()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def page(self, path: str) -> Answer:
        return self.ask("GET", path, {"Cookie": self.cookie})

    def complete_in_admin(self, claim_ids: list[int]) -> float:
        """The admin's action on the selected claims."""
        form = self.page("/admin/claims/claim/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)
        assert form.status == 200, form.body
        assert token is not None
        fields = [("csrfmiddlewaretoken", token[1].decode()), ("action", "complete_claims"), ("index", "0")]
        fields += [("_selected_action", str(claim_id)) for claim_id in claim_ids]
        csrf = f"{settings.CSRF_COOKIE_NAME}={form.cookies[settings.CSRF_COOKIE_NAME]}"
        headers = {
            "Cookie": f"{self.cookie}; {csrf}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.port}/admin/claims/claim/",
        }
        answer = self.ask("POST", "/admin/claims/claim/", headers, urlencode(fields).encode())
        assert answer.status == 302, answer.body
        assert answer.seconds < LONGEST
        return answer.seconds
