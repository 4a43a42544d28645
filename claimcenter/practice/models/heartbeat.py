"""Signs of life of the installation's own processes."""

from django.db import models


class Heartbeat(models.Model):
    """When a worker, the schedule or a periodic job was last alive. Global: it says nothing about any practice."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
