"""Invented people, plans and figures for the gallery."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy

from claimcenter.web.forms import CleanCharField, CodeField, Combobox, DateField, MoneyField, SuggestInput, YesNo
from claimcenter.web.paging import KeysetPage

TODAY = dt.date(2026, 11, 21)
POSTED = dt.datetime(2026, 10, 2, 13, 40, tzinfo=dt.UTC)
REJECTED = dt.datetime(2026, 9, 9, 12, 2, tzinfo=dt.UTC)
PAYERS = [
    ("1", "Acme Health PPO", "60054"),
    ("2", "Blue Sample Plan", "00590"),
    ("3", "Cedar State Medicaid", "CDR01"),
    ("4", "Northwind Life and Health", "NW100"),
    ("5", "Meridian Valley HMO", "MV220"),
]
REASONS = [
    ("1", "deductible"),
    ("2", "coinsurance"),
    ("3", "copay"),
    ("45", "over the fee schedule"),
    ("97", "included in another service"),
]


class PlanForm(forms.Form):
    payer = forms.ChoiceField(
        choices=[("", "Choose a payer"), *((v, label) for v, label, _hint in PAYERS)],
        widget=Combobox(url=reverse_lazy("web:gallery-lookup")),
        help_text="Type a few letters of the name or the payer id.",
    )
    member_id = CodeField(label="Member id", example="AHP123456", help_text="As it stands on the card.")
    position = forms.ChoiceField(choices=[("P", "Primary"), ("S", "Secondary"), ("T", "Tertiary")])
    effective_on = DateField(label="Effective date")
    copay = MoneyField(required=False, maximum=Decimal(5000), help_text="Per visit.")
    secondary = forms.BooleanField(
        label="Secondary", required=False, help_text="There must be an active primary plan to enter a secondary plan."
    )
    holds_plan = YesNo(label="Does the client hold this plan?")
    note = CleanCharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    card = forms.FileField(label="Insurance card, front", required=False)


class AdjustmentForm(forms.Form):
    group = forms.ChoiceField(choices=[(g, g) for g in ("CO", "PR", "OA", "PI")])
    reason = CodeField(max_length=5, widget=SuggestInput("reason-codes"))
    amount = MoneyField(allow_negative=True, allow_zero=False)
    source = ""


AdjustmentFormSet = forms.formset_factory(AdjustmentForm, extra=2, can_delete=True)


class LineForm(forms.Form):
    paid = MoneyField(label="Primary paid")
    adjudicated_on = DateField(label="Adjudication date")


class FilterForm(forms.Form):
    payer = forms.ChoiceField(required=False, choices=[("", "All"), *((v, label) for v, label, _h in PAYERS)])
    since = DateField(required=False, label="Since")


def claims() -> list[dict[str, Any]]:
    def claim(*words: str, **more: Any) -> dict[str, Any]:
        base = {
            "first": dt.date(2026, 9, 1),
            "last": dt.date(2026, 9, 8),
            "reason": "",
            "row": "",
            "client": "Dana Rivers",
        }
        figures = {"billed": Decimal(450), "paid": Decimal(0), "balance": Decimal(450)}
        names = ("number", "position", "payer", "stage", "result", "tone")
        return base | figures | dict(zip(names, words, strict=True)) | more

    return [
        claim("26-0123", "S", "Blue Sample Plan", "Pending", "ready to file", "", balance=Decimal(101),
              paid=Decimal(229), reason="Adjustments came from ERA EFT0012345 of 2 Oct 2026."),
        claim("26-0119", "S", "Blue Sample Plan", "Pending", "unbalanced", "needs-you", row="needs-you",
              balance=Decimal(5), reason="Line 2 is short by 5.00."),
        claim("26-0122", "P", "Acme Health PPO", "Completed", "paid", "good", paid=Decimal(229), balance=Decimal(0)),
        claim("26-0107", "T", "Cedar State Medicaid", "Processing", "waiting for the payer", "",
              reason="Filed on 3 Nov 2026. An answer is expected by 3 Dec 2026."),
        claim("26-0098", "P", "Northwind Life and Health", "Denied", "no authorization", "bad", row="wrong",
              balance=Decimal("-20.00"), reason="CO-197: the payer wants an authorization number."),
    ]  # fmt: skip


def grid_line(key: str, title: str, charge: Decimal, paid: Decimal, rows: list[tuple[str, str, str]]) -> dict[str, Any]:
    initial = [{"group": g, "reason": r, "amount": Decimal(a)} for g, r, a in rows]
    formset = AdjustmentFormSet(prefix=f"{key}-adjustments", initial=initial)
    for form in formset.forms[: len(rows)]:
        form.source = "ERA EFT0012345"
    adjusted = sum((Decimal(a) for _g, _r, a in rows), Decimal(0))
    line = LineForm(prefix=key, initial={"paid": paid, "adjudicated_on": dt.date(2026, 10, 2)})
    return {
        "key": key, "title": title, "sub": "", "charge": charge, "paid": line["paid"], "paid_amount": paid,
        "adjudicated_on": line["adjudicated_on"], "formset": formset, "adjusted": adjusted,
        "missing": charge - paid - adjusted,
    }  # fmt: skip


def grid_lines() -> list[dict[str, Any]]:
    first = [("CO", "45", "70.00"), ("PR", "1", "50.00"), ("PR", "2", "26.00")]
    return [
        grid_line("l1", "Line 1, 90791, 1 Sep 2026", Decimal("250.00"), Decimal("104.00"), first),
        grid_line("l2", "Line 2, 90837-95, 8 Sep 2026", Decimal("200.00"), Decimal("125.00"), [("CO", "45", "70.00")]),
    ]


def wrong_form() -> PlanForm:
    return PlanForm({"member_id": "AHP 12#", "effective_on": "30/2/2026", "copay": "1e3", "position": "S"})


def context(state: str) -> dict[str, Any]:
    wrong = state == "errors"
    rows = [] if state == "empty" else claims()
    return {
        "state": state,
        "practice_name": "Riverbend Counseling",
        "nav": navigation(),
        "search_url": "?",
        "crumbs": [{"label": "Clients", "url": "#clients"}, {"label": "Gallery", "url": ""}],
        "form": wrong_form() if wrong else PlanForm(initial={"position": "S"}),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "claims": rows,
        "page": KeysetPage(rows=rows, next_cursor="next", previous_cursor="previous"),
        "tabs": list_tabs(),
        "lines": grid_lines(),
        "reasons": REASONS,
        **pictures(),
    }


def navigation() -> list[dict[str, Any]]:
    labels = [("Clients", 0, False), ("Claim Center", 12, True), ("ERAs", 2, False), ("Worklist", 7, False),
              ("Reports", 0, False), ("Settings", 0, False)]  # fmt: skip
    return _links(labels, current="Claim Center")


def list_tabs() -> list[dict[str, Any]]:
    labels = [("Pending Claims", 12, True), ("Processing", 31, False), ("Completed", 204, False), ("Rejected", 1, True),
              ("Denied", 3, False), ("Offline Claims", 0, False)]  # fmt: skip
    return _links(labels, current="Pending Claims")


def _links(labels: list[tuple[str, int, bool]], *, current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"#{label}", "count": count, "needs_attention": needs, "current": label == current}
        for label, count, needs in labels
    ]


def pictures() -> dict[str, Any]:
    return {
        "on": TODAY,
        "first_day": dt.date(2025, 1, 1),
        "last_day": dt.date(2026, 12, 31),
        "plans": [
            {"position": "P", "name": "Northwind", "start": dt.date(2025, 1, 1), "end": dt.date(2025, 12, 31)},
            {"position": "P", "name": "Acme Health PPO", "start": dt.date(2026, 1, 1), "end": None},
            {"position": "S", "name": "Blue Sample Plan", "start": dt.date(2026, 1, 1), "end": None},
            {"position": "T", "name": "Cedar", "start": dt.date(2026, 7, 1), "end": TODAY, "idea": True},
        ],
        "story": [
            {"label": "Acme Health PPO paid", "amount": Decimal("229.00"), "kind": "paid"},
            {"label": "Contract", "amount": Decimal("120.00"), "kind": "contract"},
            {"label": "Left for Blue Sample", "amount": Decimal("101.00"), "kind": "left"},
        ],
        "story_done": [
            {"label": "Acme Health PPO paid", "amount": Decimal("229.00"), "kind": "paid"},
            {"label": "Blue Sample Plan paid", "amount": Decimal("91.00"), "kind": "second"},
            {"label": "Contract", "amount": Decimal("120.00"), "kind": "contract"},
            {"label": "Dana", "amount": Decimal("10.00"), "kind": "client"},
        ],
        "facts": [("Payer", "Acme Health PPO"), ("Member id", "AHP123456"), ("Group", "GRP100"), ("Ends", "")],
        "stats": [
            {"label": "Billed", "value": "450.00", "note": ""},
            {"label": "Acme paid", "value": "229.00", "note": "2 Oct 2026"},
            {"label": "Held for Blue Sample", "value": "101.00", "note": ""},
            {"label": "Days left", "value": "54", "note": "until 14 Jan 2027"},
        ],
        "steps": [
            {"label": "Upload", "done": True},
            {"label": "Check", "current": True},
            {"label": "Post"},
        ],
        "events": events(),
        "checks": checks(),
        "zero": Decimal(0),
        "billed": Decimal(450),
        "credit": Decimal("-1234.50"),
        "amount": Decimal("1234.50"),
    }


def events() -> list[dict[str, Any]]:
    return [
        {"what": "Secondary claim created from the ERA", "who": "Claim Center", "at": POSTED},
        {"what": "ERA EFT0012345 posted", "who": "Alice Biller", "at": POSTED, "url": "#era"},
        {"what": "Rejected by the clearinghouse", "who": "277CA", "at": REJECTED, "tone": "wrong",
         "why": "The member id was not known to the payer."},
    ]  # fmt: skip


def checks() -> list[dict[str, Any]]:
    return [
        {"ok": True, "text": "Lines balance"},
        {"ok": True, "text": "Adjudication date"},
        {"warn": True, "text": "Telehealth modifier: the payer wants 95.", "fix_name": "fix", "fix_value": "95"},
        {"text": "The rendering provider has no NPI.", "why": "Every 837P names one.", "fix_url": "#provider"},
    ]


def portal_context() -> dict[str, Any]:
    return {
        "practice_name": "Riverbend Counseling",
        "nav": [
            {"label": "What you owe", "url": "#owe", "current": True},
            {"label": "Documents", "url": "#documents"},
            {"label": "Invoices", "url": "#invoices"},
        ],
        "facts": [("Your session on 1 Sep 2026", "Acme Health PPO has paid; Blue Sample Plan has not answered yet")],
        "story": pictures()["story"],
    }
