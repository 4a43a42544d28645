"""The compose file and the image. No Docker engine is needed: the file is read as compose reads it."""

from pathlib import Path

import pytest
import yaml

from claimcenter.stack import env


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((env.ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_six_services(compose: dict) -> None:
    assert set(compose["services"]) == {"db", "broker", "migrate", "web", "worker", "beat"}
    assert compose["services"]["db"]["image"].startswith("postgres:18")
    assert compose["services"]["broker"]["image"].startswith("valkey/")


def test_the_superuser_is_never_the_applications(compose: dict) -> None:
    superuser = compose["services"]["db"]["environment"]["POSTGRES_USER"]
    for name in ("migrate", "web", "worker", "beat"):
        environment = compose["services"][name]["environment"]
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            assert f"//{superuser}:" not in environment.get(variable, "")
        assert environment["DATABASE_URL"].startswith("postgresql://claimcenter_app:")
        assert ("DATABASE_OWNER_URL" in environment) is (name == "migrate")
        assert "POSTGRES_PASSWORD" not in str(environment)


def test_everything_waits_for_the_migrations(compose: dict) -> None:
    for name in ("web", "worker", "beat"):
        assert compose["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert compose["services"]["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_volumes_mounts_and_dependencies_exist(compose: dict) -> None:
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert (env.ROOT / source).exists() if source.startswith(".") else source in compose["volumes"], mount


def test_no_secret_has_a_default(compose: dict) -> None:
    text = (env.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (env.ROOT / "deploy" / "example.env").read_text(encoding="utf-8")
    for name in (
        "POSTGRES_PASSWORD",
        "OWNER_PASSWORD",
        "APP_PASSWORD",
        "CLAIMCENTER_SECRET_KEY",
        "CLAIMCENTER_ENCRYPTION_KEYS",
        "CLAIMCENTER_INDEX_KEY",
    ):
        assert f"${{{name}:?}}" in text
        assert f"${{{name}:-" not in text
        assert f"{name}=\n" in example


def test_only_the_web_has_a_port_and_only_on_this_machine(compose: dict) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_the_image_installs_by_hash_and_runs_as_nobody_in_particular() -> None:
    text = (env.ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in text
    assert text.index("USER claimcenter") < text.index("CMD")
    copied = [
        line[1:].rstrip("/") for line in (env.ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    assert {"claimcenter", "clients", "insurance", "claims", "era", "manage.py", "requirements.lock"} <= set(copied)
    assert not {".env", ".data", "tests"} & {Path(line).parts[0] for line in copied}
