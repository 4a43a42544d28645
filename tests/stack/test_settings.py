"""The settings in three lives: embedded, behind TLS, and misconfigured."""

import json
import os
import subprocess
import sys

import pytest

from claimcenter.stack import env

ASKED = (
    "DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_NAME", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_AGE",
    "CELERY_BROKER_URL", "CELERY_TASK_ACKS_LATE", "CELERY_TASK_TIME_LIMIT", "CELERY_BROKER_TRANSPORT_OPTIONS",
    "CONTENT_SECURITY_POLICY",
)  # fmt: skip


def load(**given: str) -> subprocess.CompletedProcess[str]:
    code = f"import json\nfrom claimcenter import settings as s\nprint(json.dumps({{n: getattr(s, n) for n in {ASKED!r}}}, default=str))"
    cleared = {k: v for k, v in os.environ.items() if not k.startswith(("CLAIMCENTER_", "DATABASE_", "REDIS_"))}
    environment = cleared | {"CLAIMCENTER_DATA": os.environ["CLAIMCENTER_DATA"]} | given
    return subprocess.run(
        [sys.executable, "-c", code], cwd=env.ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def plain() -> dict:
    return json.loads(load().stdout)


@pytest.fixture(scope="module")
def public() -> dict:
    return json.loads(load(CLAIMCENTER_PUBLIC_URL="https://billing.example.org", REDIS_URL="redis://broker/0").stdout)


def test_without_anything_it_works_on_this_machine_and_hides_errors(plain: dict) -> None:
    assert plain["DEBUG"] is False
    assert plain["SECURE_SSL_REDIRECT"] is False
    assert "127.0.0.1" in plain["ALLOWED_HOSTS"]
    assert "*" not in plain["ALLOWED_HOSTS"]
    assert plain["CELERY_BROKER_URL"] == "memory://"


def test_behind_tls_everything_is_secure(public: dict) -> None:
    assert public["SECURE_SSL_REDIRECT"]
    assert public["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert public["SESSION_COOKIE_SECURE"]
    assert public["CSRF_COOKIE_SECURE"]
    assert public["SESSION_COOKIE_HTTPONLY"]
    assert public["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert "billing.example.org" in public["ALLOWED_HOSTS"]
    assert public["CSRF_TRUSTED_ORIGINS"] == ["https://billing.example.org"]


def test_nothing_inline_and_nothing_from_elsewhere(plain: dict) -> None:
    text = json.dumps(plain["CONTENT_SECURITY_POLICY"])
    assert "unsafe" not in text
    assert "http" not in text
    assert "*" not in text


def test_a_task_ends_before_it_is_delivered_again(public: dict) -> None:
    options = public["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert public["CELERY_TASK_ACKS_LATE"]
    assert public["CELERY_TASK_TIME_LIMIT"] < options["visibility_timeout"]
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 10
    assert options["socket_timeout"] == options["socket_connect_timeout"] == 1


def test_a_database_of_ones_own_needs_keys_of_ones_own() -> None:
    done = load(DATABASE_URL="postgresql://app@db/claims")
    assert done.returncode != 0
    assert "CLAIMCENTER_SECRET_KEY is not set" in done.stderr
