"""As the database's owner, in one process: migrations, the cache table, static files.

Run by `up` and by compose: `python -m claimcenter.stack.prepare`.
"""

import hashlib
import os
import sys
from pathlib import Path

from claimcenter.stack import env
from claimcenter.stack.database import database_url
from claimcenter.stack.roles import RolesMissingError, prepare_database


def main() -> None:
    os.environ["CLAIMCENTER_DB_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")
    try:
        prepare_database(database_url(as_owner=True)[0])
    except RolesMissingError as error:
        sys.exit(str(error))
    _prepare_django()


def _prepare_django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if not os.environ.get("CLAIMCENTER_STATIC_ROOT"):  # the image brings its own
        collect_static()


def collect_static() -> None:
    """Gather, name by content and compress the static files; only when one of them is new."""
    from django.core.management import call_command

    stamp = env.data_dir() / "static.stamp"
    current = _static_files()
    if stamp.exists() and stamp.read_text(encoding="ascii") == current:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    env.write_private(stamp, current)


def _static_files() -> str:
    """A hash of our own files' names, sizes and times, and of the lock, which stands for the packages'."""
    digest = hashlib.sha256((env.ROOT / "requirements.lock").read_bytes())
    for path in sorted(_our_static_files()):
        digest.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _our_static_files() -> list[Path]:
    folders = [env.ROOT / "static", *env.ROOT.glob("*/static"), *env.ROOT.glob("claimcenter/*/static")]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


if __name__ == "__main__":
    main()
