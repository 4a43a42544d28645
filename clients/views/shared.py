"""What the pages of clients and plans have in common: who asks, one verb tried, its refusal said in the form."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from claimcenter.practice.actors import Actor
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal

T = TypeVar("T")


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def user_of(request: HttpRequest) -> User:
    return actor_of(request).user


def tried(form: BaseForm, verb: Callable[[], T]) -> T | None:
    """Runs a verb; None when it refused, and then the form says why and keeps what was typed."""
    try:
        return verb()
    except ValidationError as error:
        add_errors(form, error)
    except Refusal as refusal:
        form.refusal = refusal  # type: ignore[attr-defined]
        if refusal.errors and all(one.get("field") in form.fields for one in refusal.errors):
            for one in refusal.errors:
                form.add_error(str(one["field"]), str(one["message"]))
        else:
            form.add_error(None, refusal.message)
    return None


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Each problem at its field; what belongs to no field of this form stands at its head."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def status_of(form: BaseForm) -> int:
    """200 for a fresh form, 409 where a rule stood against it, 422 where something is to mend."""
    if not form.is_bound:
        return 200
    return 409 if getattr(form, "refusal", None) else 422
