"""The abstract base of everything that belongs to one practice."""

from django.db import models

from claimcenter.practice.tenancy import current_practice_id


class TenantModel(models.Model):
    """A row of one practice. PostgreSQL shows it only inside `acting_in` that practice.

    The practice is filled in by itself. Each concrete model is named in a `TenantTables` operation of its migration.
    """

    practice = models.ForeignKey(
        "practice.Practice",
        on_delete=models.PROTECT,
        default=current_practice_id,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
