"""The root application: binds the Celery tasks of all apps to our Celery application in every Django process."""

from django.apps import AppConfig


class ClaimCenterConfig(AppConfig):
    name = "claimcenter"
    label = "claimcenter"
    verbose_name = "Claim Center"

    def ready(self) -> None:
        """Make ours the current application: `task.delay()` in a web process would else use an unconfigured one."""
        import claimcenter

        claimcenter.celery_app.set_default()
