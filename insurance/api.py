"""REST API of the insurance app."""

from rest_framework.routers import BaseRouter


def register(router: BaseRouter) -> None:
    """Puts the resources of this app into the API."""
