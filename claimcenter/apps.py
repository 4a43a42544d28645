"""The root application: binds the Celery tasks of all apps to our Celery application in every Django process."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClaimCenterConfig(AppConfig):
    name = "claimcenter"
    label = "claimcenter"
    verbose_name = "Claim Center"

    def ready(self) -> None:
        """Make ours the current application, with every task known: a web process sends tasks that it never runs."""
        import claimcenter

        claimcenter.celery_app.set_default()
        autodiscover_modules("tasks")
