"""How long work says how far it is, and hears that nobody wants it any more."""

from collections.abc import Callable

Progress = Callable[[int], None]
"""Called with the number of claims done so far; raises JobCancelled to stop, and what was begun is rolled back."""


class JobCancelled(Exception):
    """A person cancelled the work; nothing of it stays."""


def no_progress(done: int) -> None:
    """For work that is over before anybody could look."""
