"""The posting rule form. It reads what was typed; the verbs decide, and the form says what they said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claimcenter.web.forms import CleanCharField, CodeField, SuggestInput
from claims.enums import RuleAction
from claims.models import PostingRule
from claims.selectors.rule_preview import Change
from claims.services.rules import RuleDetails
from clients.forms import VersionedForm
from insurance.forms import PayerChoice

_GROUPS = {"CO": _("CO, contract"), "PR": _("PR, client"), "OA": _("OA, other"), "PI": _("PI, payer's own")}
_ACTIONS = {
    RuleAction.WRITE_OFF.value: _("Write it off"),
    RuleAction.PATIENT.value: _("Client's share: ask the next payer, then the client"),
    RuleAction.NEXT_PAYER.value: _("Next payer only, never the client"),
    RuleAction.DENIAL.value: _("Denial: leave it with the payer and open a task to answer it"),
    RuleAction.REVIEW.value: _("Review: leave it with the payer and open a task to decide"),
}


class RuleForm(VersionedForm):
    """One rule; `previewed` carries what was shown, so that nothing is saved unseen."""

    payer = PayerChoice(
        label=_("Payer"),
        required=False,
        help_text=_("Left empty, the rule is for every payer that has none of its own."),
        error_messages={"invalid_choice": _("This payer is not on your list.")},
    )
    group_code = forms.ChoiceField(
        label=_("Group"), choices=_GROUPS, help_text=_("The letters before the code on the ERA: whose the amount is.")
    )
    reason_code = CodeField(
        label=_("Reason"),
        max_length=5,
        example="45",
        widget=SuggestInput("reason-codes"),
        help_text=_("The code on the ERA after its group, like 45 or B7."),
    )
    action = forms.ChoiceField(label=_("What posting does"), choices=_ACTIONS, widget=forms.RadioSelect)
    note = CleanCharField(label=_("Why"), max_length=200, required=False)
    previewed = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.data.get("payer") if self.is_bound else self.initial.get("payer")
        self.fields["payer"].offer(chosen)  # type: ignore[attr-defined]

    def details(self) -> RuleDetails:
        given = self.cleaned_data
        return RuleDetails(
            payer=given["payer"],
            group_code=given["group_code"],
            reason_code=given["reason_code"],
            action=RuleAction(given["action"]),
            note=given["note"],
        )

    @property
    def signature(self) -> str:
        """What a preview was of: payer, code and action."""
        details = self.details()
        return "|".join([str(details.payer.pk if details.payer else ""), *details.pair, details.action])

    @property
    def was_previewed(self) -> bool:
        return bool(self.cleaned_data["previewed"] == self.signature)

    def take_previewed(self) -> None:
        """The next save is of what was shown now."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["previewed"] = self.signature  # type: ignore[index]


def change_of(details: RuleDetails, replaces: PostingRule | None) -> Change:
    """What the preview is asked about."""
    group, reason = details.pair
    return Change(payer=details.payer, group_code=group, reason_code=reason, action=details.action, replaces=replaces)


def removal_of(rule: PostingRule) -> Change:
    return Change(
        payer=rule.payer, group_code=rule.group_code, reason_code=rule.reason_code, action=None, replaces=rule
    )


def initial_of(rule: PostingRule) -> dict[str, object]:
    return {
        "payer": rule.payer_id,
        "group_code": rule.group_code,
        "reason_code": rule.reason_code,
        "action": rule.action,
        "note": rule.note,
        "version": rule.version,
    }
