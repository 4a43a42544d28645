"""The environment and its stamp. Nothing is installed here: a fresh clone is tried in CI."""

import subprocess
import sys
from pathlib import Path

import pytest

from claimcenter import bootstrap


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    venv = tmp_path / ".venv"
    locks = {kind: tmp_path / f"{kind}.lock" for kind in ("runtime", "development")}
    for kind, path in locks.items():
        path.write_text(f"{kind}==1\n", encoding="ascii")
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", venv / ".lock")
    monkeypatch.setattr(bootstrap, "LOCKS", locks)
    return tmp_path


def built(folder: Path, kind: str) -> None:
    (folder / ".venv" / "bin").mkdir(parents=True)
    bootstrap.PYTHON.symlink_to(sys.executable)
    bootstrap.STAMP.write_text(bootstrap.digest(kind), encoding="ascii")


def test_nothing_is_there(fresh: Path) -> None:
    assert not bootstrap.fits(development=False)


def test_the_development_environment_serves_both(fresh: Path) -> None:
    built(fresh, "development")
    assert bootstrap.fits(development=True)
    assert bootstrap.fits(development=False)


def test_the_runtime_environment_cannot_test(fresh: Path) -> None:
    built(fresh, "runtime")
    assert bootstrap.fits(development=False)
    assert not bootstrap.fits(development=True)


def test_a_changed_lock_no_longer_fits(fresh: Path) -> None:
    built(fresh, "development")
    bootstrap.LOCKS["development"].write_text("development==2\n", encoding="ascii")
    assert not bootstrap.fits(development=True)
    assert not bootstrap.fits(development=False)


def test_an_interrupted_installation_is_made_again(fresh: Path) -> None:
    built(fresh, "development")
    bootstrap.STAMP.unlink()
    assert not bootstrap.fits(development=True)


def commands(monkeypatch: pytest.MonkeyPatch, failing: str = "") -> list[str]:
    said: list[str] = []

    def run(command: list, failure: str) -> bool:
        line = " ".join(str(part) for part in command)
        said.append(line)
        bootstrap.VENV.mkdir(exist_ok=True)  # as `python -m venv` does
        return not (failing and failing in line)

    monkeypatch.setattr(bootstrap, "run", run)
    return said


def test_uv_installs_what_hashes_allow(fresh: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    said = commands(monkeypatch)
    bootstrap.build(development=True)
    assert "--require-hashes" in said[1]
    assert "bootstrap.lock" in said[1]
    assert "uv pip install" in said[2]
    assert all(part in said[2] for part in ("--require-hashes", "--compile-bytecode", "development.lock"))
    assert len(said) == 3
    assert bootstrap.STAMP.read_text() == bootstrap.digest("development")
    assert "Setting up" in capsys.readouterr().err


@pytest.mark.parametrize("failing", ["bootstrap.lock", "uv pip"])
def test_pip_takes_over(fresh: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    said = commands(monkeypatch, failing)
    bootstrap.build(development=False)
    assert "-m pip install" in said[-1]
    assert "--require-hashes" in said[-1]
    assert "runtime.lock" in said[-1]


def test_development_is_added_to_what_runs(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(fresh, "runtime")
    said = commands(monkeypatch)
    bootstrap.build(development=True)
    assert not any("-m venv" in line for line in said)
    assert bootstrap.fits(development=True)


def test_a_failure_says_why(fresh: Path) -> None:
    with pytest.raises(bootstrap.BootstrapError, match=r"No packages\.\n.*no such registry"):
        bootstrap.run([sys.executable, "-c", "import sys; sys.exit('no such registry')"], "No packages.")


def test_without_ensurepip_the_line_to_type_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_a, **_k: missing)
    with pytest.raises(bootstrap.BootstrapError, match=r"sudo apt-get install -y python3\.12-venv"):
        bootstrap._require_ensurepip("python3", "3.12")


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "version_of", lambda _python: "3.9")
    with pytest.raises(bootstrap.BootstrapError, match=r"3\.11 or newer"):
        bootstrap.find_python()


def test_needs_the_standard_library_only() -> None:
    code = "import sys; import claimcenter.bootstrap; print([m for m in sys.modules if m.startswith(('django', 'psycopg', 'celery'))])"
    shown = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(bootstrap.ROOT)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "[]"
