"""The root application: binds the Celery tasks of all apps to our Celery application in every Django process."""

from pathlib import Path

import structlog
from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from claimcenter.x12.labels import use

logger = structlog.get_logger(__name__)


class ClaimCenterConfig(AppConfig):
    name = "claimcenter"
    label = "claimcenter"
    verbose_name = "Claim Center"

    def ready(self) -> None:
        """Make ours the current application, with every task known: a web process sends tasks that it never runs."""
        import claimcenter

        claimcenter.celery_app.set_default()
        self._use_code_lists()
        autodiscover_modules("tasks")

    def _use_code_lists(self) -> None:
        """The operator's code lists (`manage.py x12 codes`) over ours; one that cannot be read is left out."""
        for problem in use(Path(settings.DATA_DIR) / "codes"):
            logger.warning("code_list_unreadable", problem=problem)
