"""Domain signals of the insurance app; see clients.signals for the manners."""

from django.dispatch import Signal

plan_changed = Signal()  # practice_id, plan_id, client_id, by
payer_changed = Signal()  # practice_id, payer_id, by
