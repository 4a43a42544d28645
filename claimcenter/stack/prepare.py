"""As the database's owner, in one process: migrations, the cache table, static files.

Run by `up` and by compose: `python -m claimcenter.stack.prepare`.
"""

import os
import sys

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
        call_command("collectstatic", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
