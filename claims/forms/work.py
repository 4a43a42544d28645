"""Closing a task: how it ended, and what the next person should know."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claimcenter.web.forms import CleanCharField
from claims.enums import TaskOutcome

BY_A_PERSON = [(outcome.value, outcome.label) for outcome in (TaskOutcome.DONE, TaskOutcome.NOT_NEEDED)]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=BY_A_PERSON, widget=forms.RadioSelect)
    note = CleanCharField(label=_("What was done"), max_length=400, help_text=_("Whoever comes next reads it."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
