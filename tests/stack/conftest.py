"""Real servers in temporary folders. Socket paths are short, so the folders are ours and not pytest's."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimcenter.stack.postgres import Postgres
from claimcenter.stack.roles import prepare_server


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="cc-stack-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server with our roles and database, of this module alone."""
    path = Path(tempfile.mkdtemp(prefix="cc-stack-"))
    postgres = Postgres(path / "postgres", durable=False)
    postgres.start()
    prepare_server(postgres.admin_url)
    yield postgres
    postgres.stop()
    shutil.rmtree(path, ignore_errors=True)
