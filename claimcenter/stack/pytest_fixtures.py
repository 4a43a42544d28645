"""The fixtures that every test may ask for."""

from collections.abc import Iterator

import psycopg
import pytest

from claimcenter.stack.database import conninfo, database_settings


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """A clone of the migrated template for this process, in place of Django's own test database."""
    from claimcenter.stack import pytest_plugin

    pytest_plugin.start_once()
    pytest_plugin.fresh_database()


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """The test database as its owner: past row security. It sees only what was committed (`transaction=True`)."""
    with psycopg.connect(**conninfo(database_settings(as_owner=True)), autocommit=True) as connection:
        yield connection
