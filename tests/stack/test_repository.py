"""The card at the door: what may lie at the top, and what may stand in no file."""

import re
import subprocess
import tomllib

import pytest

from claimcenter.stack import env

CARD = {
    "manage.py", "pyproject.toml", "claimcenter", "clients", "insurance", "claims", "era", "templates", "static", "tests",
    "docker-compose.yml", "README.md",
}  # fmt: skip
USUAL = {
    ".ci", "docs", "bench", "deploy", "locale", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "Dockerfile",
    ".dockerignore", ".editorconfig", ".gitattributes", ".gitignore", "requirements.lock", "requirements-dev.lock",
}  # fmt: skip

# Written so that this file does not find itself.
REGISTRIES = re.compile(r"(py" + r"pi\.org|pythonhosted\.org|registry\.npm" + r"js|deb\.debian\.org|files\.python)")
MACHINE = re.compile(r"(?<![\w.])/(wo" + r"rk|ro" + r"ot|ho" + r"me)/")


def git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=env.ROOT, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        pytest.skip("not a git checkout")
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    return git("ls-files")


def test_nothing_else_at_the_top(tracked: list[str]) -> None:
    assert {path.split("/")[0] for path in tracked} - CARD - USUAL == set()


def test_no_other_python_package(tracked: list[str]) -> None:
    packages = {path.split("/")[0] for path in tracked if path.endswith("/__init__.py")}
    assert packages <= {"claimcenter", "clients", "insurance", "claims", "era", "tests", "bench"}


def texts(tracked: list[str]):
    for path in tracked:
        try:
            yield path, (env.ROOT / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def test_no_registry_and_no_path_of_a_machine(tracked: list[str]) -> None:
    found = [
        f"{path}: {match.group()}"
        for path, text in texts(tracked)
        for pattern in (REGISTRIES, MACHINE)
        if (match := pattern.search(text))
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "claimcenter/bootstrap.lock"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (env.ROOT / name).read_text(encoding="utf-8")
    entries = re.findall(r"(?m)^\S.*(?:\n[ \t].*)*", text)
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_the_development_lock_holds_what_is_shipped() -> None:
    pins = [
        set(re.findall(r"(?m)^(\S+==\S+)", (env.ROOT / name).read_text()))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pins[0] <= pins[1]


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((env.ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
    }
    for lock, names in wanted.items():
        text = (env.ROOT / lock).read_text().lower()
        for name in names:
            plain = re.split(r"[\[<>=]", name)[0].lower()
            assert f"\n{plain}==" in f"\n{text}", f"{plain} is missing in {lock}"


def test_public_example_files_are_not_committed(tracked: list[str]) -> None:
    assert [path for path in tracked if "edi/public" in path] == []
