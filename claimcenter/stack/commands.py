"""What manage.py does before Django: which environment, which database role, which services."""

import os
import subprocess
import sys
from contextlib import nullcontext

from claimcenter.stack import env

# These change the schema or load by COPY: the database's owner. Everything else is the application.
OWNER_COMMANDS = frozenset(
    {
        "createcachetable", "dbshell", "flush", "inspectdb", "makemigrations", "migrate", "optimizemigration",
        "pgtrigger", "seed_scale", "showmigrations", "sqlflush", "sqlmigrate", "sqlsequencereset", "squashmigrations",
    }
)  # fmt: skip

# These need no database at all.
OFFLINE_COMMANDS = frozenset(
    {
        "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages", "sendtestemail",
        "spectacular", "version", "--help", "-h", "--version",
    }
)  # fmt: skip


def command_of(argv: list[str]) -> str:
    return argv[1] if len(argv) > 1 else "help"


def role_for(command: str) -> str:
    return "owner" if command in OWNER_COMMANDS else "app"


def run_django(argv: list[str]) -> None:
    """Run a management command with the services it needs."""
    from claimcenter.stack.services import database_for_command, use_running_broker

    command = command_of(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")
    os.environ.setdefault("CLAIMCENTER_DB_ROLE", role_for(command))
    offline = command in OFFLINE_COMMANDS or "--help" in argv
    use_running_broker()
    with nullcontext() if offline else database_for_command():
        from django.core.management import execute_from_command_line

        execute_from_command_line(argv)


def run_x12(argv: list[str]) -> int:
    """Before Django: starts in a fraction of a second and needs no database."""
    from claimcenter.x12.command import main

    return main(argv[2:], codes=env.data_path() / "codes")


def run_tests(argv: list[str]) -> int:
    """Run pytest, with two workers unless told otherwise."""
    arguments = argv[2:]
    chosen = any(part == "--pdb" or part.startswith(("-n", "--numprocesses", "--dist")) for part in arguments)
    workers = [] if chosen else ["-n", "2"]
    environment = os.environ | {"CLAIMCENTER_TESTING": "1"}
    command = [sys.executable, "-m", "pytest", *workers, *arguments]
    return subprocess.run(command, cwd=env.ROOT, env=environment, check=False).returncode


def dispatch(argv: list[str]) -> int:
    """The exit code of a command line."""
    command = command_of(argv)
    if command == "x12":
        return run_x12(argv)
    if command == "test":
        return run_tests(argv)
    if command == "up":
        from claimcenter.stack.up import main

        return main(argv[2:])
    run_django(argv)
    return 0
