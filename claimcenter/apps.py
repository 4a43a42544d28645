"""The root application: binds the Celery tasks of all apps to our Celery application in every Django process."""

from django.apps import AppConfig


class ClaimCenterConfig(AppConfig):
    name = "claimcenter"
    label = "claimcenter"
    verbose_name = "Claim Center"

    def ready(self) -> None:
        """Make ours the current application, with every task known: a web process sends tasks that it never runs."""
        import claimcenter

        claimcenter.celery_app.set_default()
        claimcenter.celery_app.loader.import_default_modules()
