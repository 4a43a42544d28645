"""From environment to connection: the table of ADR 3."""

import pytest

from claimcenter.stack.database import conninfo, database_settings, database_url, settings_from_url, with_database

APP = "postgresql://app:secret@db:5433/claims"
OWNER = "postgresql://boss:other@db:5433/claims"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("given", "as_owner", "user", "role"),
    [
        ({"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER}, False, "app", ""),
        ({"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER}, True, "boss", ""),
        ({"DATABASE_URL": APP}, False, "app", "claimcenter_app"),
        ({"DATABASE_URL": APP}, True, "app", "claimcenter_owner"),
        ({"DATABASE_OWNER_URL": OWNER}, False, "boss", "claimcenter_app"),
        ({}, False, "claimcenter_app", ""),
        ({}, True, "claimcenter_owner", ""),
    ],
)
def test_who_connects(monkeypatch: pytest.MonkeyPatch, given, as_owner: bool, user: str, role: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = database_settings(as_owner=as_owner)
    assert settings["USER"] == user
    assert settings["OPTIONS"].get("options", "") == (f"-c role={role}" if role else "")


def test_the_embedded_server_is_reached_by_its_socket(monkeypatch: pytest.MonkeyPatch, folder) -> None:
    monkeypatch.setenv("CLAIMCENTER_DATA", str(folder))
    settings = database_settings(as_owner=False)
    assert settings["HOST"] == str(folder / "run")
    assert settings["PORT"] == ""
    assert settings["PASSWORD"] == ""
    assert conninfo(settings)["host"] == str(folder / "run")


def test_escapes_options_and_hosts() -> None:
    settings = settings_from_url(
        "postgres://us%40er:p%2Fw@h/n%20m?sslmode=require&options=-c%20lock_timeout%3D5s", role="r"
    )
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"], settings["HOST"]) == ("us@er", "p/w", "n m", "h")
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert settings["OPTIONS"]["options"] == "-c lock_timeout=5s -c role=r"


def test_another_database_of_the_same_server() -> None:
    assert with_database(APP + "?sslmode=require", "x") == "postgresql://app:secret@db:5433/x?sslmode=require"


def test_other_engines_are_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        settings_from_url("sqlite:///x.db")


def test_the_embedded_url_needs_no_server(monkeypatch: pytest.MonkeyPatch, folder) -> None:
    monkeypatch.setenv("CLAIMCENTER_DATA", str(folder / "not-there"))
    assert "claimcenter_app" in database_url(as_owner=False)[0]
    assert not (folder / "not-there").exists()
