"""The data folder and what lives in it: generated keys, embedded services, their state."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class MissingKeyError(Exception):
    """The key is neither in the environment nor may it be generated."""


def data_path() -> Path:
    """Where the data folder is; it need not exist."""
    return Path(os.environ.get("CLAIMCENTER_DATA") or ROOT / ".data").expanduser().resolve()


def data_dir() -> Path:
    """The data folder, made private to this user on first use."""
    folder = data_path()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, text: str) -> None:
    """Replace the file whole, readable by its owner only; a reader sees the old text or the new one."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    scratch.replace(path)


def secret_key() -> str:
    """Django's key (sessions, signed links): from the environment, else generated once in the data folder.

    With a database of one's own (`DATABASE_URL`) nothing is generated: several web machines must share the key, and
    one on a container's disk would sign everybody out at each start.
    """
    given = os.environ.get("CLAIMCENTER_SECRET_KEY")
    if given:
        return given
    if os.environ.get("DATABASE_URL") and os.environ.get("CLAIMCENTER_EMBEDDED") != "1":
        raise MissingKeyError("CLAIMCENTER_SECRET_KEY is not set (DATABASE_URL is, so none is made up here).")
    return _generated(data_dir() / "secret.key")


def encryption_keys() -> list[str]:
    """Keys of stored files and member ids: the first encrypts, every one decrypts, so a new one is put in front."""
    return _keys("CLAIMCENTER_ENCRYPTION_KEYS", "encryption.key")


def index_key() -> str:
    """The key of the blind indexes (exact matching of encrypted values); it stays when the others are rotated."""
    return _keys("CLAIMCENTER_INDEX_KEY", "index.key")[0]


def _keys(variable: str, file_name: str) -> list[str]:
    given = os.environ.get(variable, "")
    if given:
        return [text.strip() for text in given.split(",") if text.strip()]
    if os.environ.get("DATABASE_URL") and os.environ.get("CLAIMCENTER_EMBEDDED") != "1":
        raise MissingKeyError(f"{variable} is not set (DATABASE_URL is, so none is made up here).")
    return [_generated(data_dir() / file_name, make=_new_key)]


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


def _new_secret() -> str:
    return secrets.token_urlsafe(50)


def _generated(path: Path, *, make: Callable[[], str] = _new_secret) -> str:
    """Two processes may start at once: link() lets exactly one key win."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        write_private(draft, make())
        try:
            os.link(draft, path)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
