"""History of what people edit: one event row per change, written by a database trigger, whoever makes it."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=models.Model)


def keep_history() -> Callable[[type[M]], type[M]]:
    """Class decorator: makes `<Model>Event` with every insert, update and delete.

    Who did it comes from `acting_in` (the triggers read its settings), stored in the event row itself, so that the
    event table is a tenant table like the model's. Name both in `TenantTables` and the event in `AppendOnly`.
    """
    track: Callable[[type[M]], type[M]] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        context_field=pghistory.ContextJSONField(null=True),
        context_id_field=pghistory.ContextUUIDField(null=True),
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        append_only=False,  # `AppendOnly` does it for every role, and against TRUNCATE as well
    )
    return track
