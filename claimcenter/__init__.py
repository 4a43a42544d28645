"""Claim Center. Importing the package costs nothing; the Celery application is loaded when somebody asks for it."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Load Celery lazily: `manage.py x12` runs without Django and must start at once."""
    if name == "celery_app":
        from claimcenter.celery import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
