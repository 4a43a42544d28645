"""Domain signals, sent inside the transaction of the verb that changed something; apps above subscribe.

Every signal carries `practice_id: int`, ids, and `by: int | None`. No person's data travels in a signal.
"""

from django.dispatch import Signal

appointment_changed = Signal()  # practice_id, appointment_id, by
client_changed = Signal()  # practice_id, client_id, by
payment_recorded = Signal()  # practice_id, payment_id, client_id, by
