"""The house stands as docs/architecture.md draws it: arrows between apps, receivers, tasks."""

import inspect
from collections.abc import Iterator

from celery import current_app
from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal

from clients import signals as client_signals
from insurance import signals as insurance_signals

ORDER = ["practice", "clients", "insurance", "claims", "era"]
"""An app refers only to itself and to what stands before it here."""


def our_models() -> Iterator[type[Model]]:
    for label in ORDER:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def test_foreign_keys_run_one_way() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField)
        and field.related_model._meta.app_label in ORDER
        and ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert wrong == []


def _receivers(signal: Signal) -> set[str]:
    """Names of our receivers of a signal; Django's and other packages' own are not ours to list."""
    found = set()
    for entry in signal.receivers:
        receiver = entry[1]
        function = (
            receiver() if hasattr(receiver, "__self__") or type(receiver).__name__ == "ReferenceType" else receiver
        )
        module = getattr(function, "__module__", "")
        if module.split(".")[0] in {"claimcenter", *ORDER}:
            found.add(f"{module}.{function.__name__}")
    return found


def test_one_post_save_receiver_and_no_other_model_signal() -> None:
    assert _receivers(post_save) == {"claims.receivers.ask_for_secondary"}
    assert set().union(*map(_receivers, (pre_save, pre_delete, post_delete))) == set()


def test_every_domain_signal_and_who_listens() -> None:
    listening = {
        "appointment_changed": _receivers(client_signals.appointment_changed),
        "client_changed": _receivers(client_signals.client_changed),
        "payment_recorded": _receivers(client_signals.payment_recorded),
        "plan_changed": _receivers(insurance_signals.plan_changed),
        "payer_changed": _receivers(insurance_signals.payer_changed),
    }
    assert listening == {
        "appointment_changed": {"claims.receivers.on_appointment_changed"},
        "client_changed": {"claims.receivers.on_client_changed"},
        "payment_recorded": {"claims.receivers.on_payment_recorded"},
        "plan_changed": {"claims.receivers.on_client_changed"},
        "payer_changed": {"claims.receivers.on_payer_changed"},
    }


def test_tasks_take_ids_by_name_and_nothing_else() -> None:
    ours = [task for name, task in current_app.tasks.items() if name.split(".")[0] in ORDER]
    assert len(ours) >= 6
    for task in ours:
        for parameter in inspect.signature(task.run).parameters.values():
            assert parameter.kind is inspect.Parameter.KEYWORD_ONLY, task.name
            assert parameter.name.endswith(("_id", "_ids")), f"{task.name}: {parameter.name}"
