import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from claimcenter.web.forms import CleanCharField, CodeField, Combobox, DateField, MoneyField, YesNo, lookup_results

money = MoneyField(allow_negative=True)


@given(st.decimals(min_value="-9999999999.99", max_value="9999999999.99", places=2))
def test_money_reads_back_every_amount_it_can_hold(amount):
    assert money.clean(f"{amount:f}") == amount
    assert money.clean(f"{amount:,.2f}") == amount
    assert money.clean(f"  ${amount:f}" if amount >= 0 else f"\N{MINUS SIGN}{abs(amount):f} ") == amount


@given(st.text())
def test_money_never_crashes_and_never_makes_up_an_amount(text):
    try:
        amount = MoneyField(required=False, allow_negative=True).clean(text)
    except ValidationError:
        return
    assert amount is None or (amount == amount.quantize(Decimal("0.01")) and abs(amount) < Decimal(10) ** 10)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "1E3",
        "1e999999",
        "1_72.01",
        "\uff11\uff17\uff12",
        "٣",
        "+5",
        "1.005",
        "12345678901",
        "1,23.00",
        ".",
        "-",
        "$",
        "5 0",
        "1,2345",
    ],
)
def test_money_refuses(text):
    with pytest.raises(ValidationError, match="dollars and cents"):
        money.clean(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("450", "450.00"), ("450.", "450.00"), ("-.5", "-0.50"), ("-0", "0.00"), ("$1,234.5", "1234.50")],
)
def test_money_takes(text, amount):
    assert str(money.clean(text)) == amount


def test_money_rules():
    with pytest.raises(ValidationError, match="below zero"):
        MoneyField().clean("-1")
    with pytest.raises(ValidationError, match="cannot be zero"):
        MoneyField(allow_zero=False).clean("0.00")
    with pytest.raises(ValidationError, match=r"5,000\.00"):
        MoneyField(maximum=Decimal(5000)).clean("5000.01")
    with pytest.raises(ValidationError, match="fill this in"):
        MoneyField().clean("")


def test_money_has_not_changed_when_only_written_otherwise():
    assert not money.has_changed(Decimal("5.00"), "$5")
    assert money.has_changed(Decimal("5.00"), "5.01")
    assert money.has_changed(Decimal("5.00"), "five")


@pytest.mark.parametrize("text", ["2026-10-02", "10/2/2026", " 10-02-2026 "])
def test_dates_in_both_ways(text):
    assert DateField().clean(text) == dt.date(2026, 10, 2)


@pytest.mark.parametrize(
    "text", ["30/2/2026", "2026-02-30", "10/2/26", "tomorrow", "\uff12\uff10\uff12\uff16-10-02", "2026-10-02T00:00"]
)
def test_dates_refuse(text):
    with pytest.raises(ValidationError, match="month/day/year"):
        DateField().clean(text)


def test_dates_keep_within_their_bounds():
    field = DateField(earliest=dt.date(2020, 1, 1), latest=dt.date(2026, 11, 21))
    with pytest.raises(ValidationError, match="before"):
        field.clean("1926-10-02")
    with pytest.raises(ValidationError, match="after"):
        field.clean("2027-10-02")


class Sample(forms.Form):
    day = DateField(help_text="The first day.")
    holds = YesNo()
    name = CleanCharField(max_length=5)


def test_a_wrong_date_comes_back_as_it_was_typed():
    html = str(Sample({"day": "30/2/2026"})["day"])
    assert 'type="text"' in html
    assert 'value="30/2/2026"' in html
    assert 'type="date"' in str(Sample({"day": "2026-02-28"})["day"])


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b", "a\u202eb", "a\u200bb", "a\u2028b"])
def test_text_without_unseen_characters(bad):
    with pytest.raises(ValidationError) as caught:
        CleanCharField().clean(bad)
    assert len(caught.value.messages) == 1


def test_text_stays_whole_and_says_by_how_much_it_is_too_long():
    assert "maxlength" not in str(Sample({"name": "x"})["name"])
    with pytest.raises(ValidationError, match="2 characters too long"):
        CleanCharField(max_length=5).clean("abcdefg")


def test_text_of_one_line_has_one_line():
    with pytest.raises(ValidationError, match="one line"):
        CleanCharField().clean("a\nb")
    assert CleanCharField(widget=forms.Textarea()).clean("a\nb") == "a\nb"


def test_text_is_normalised():
    assert CleanCharField().clean(" Zoe\u0308 ") == "Zoë"


def test_codes_are_upper_case_without_blanks():
    assert CodeField().clean(" ahp 123 456 ") == "AHP123456"
    with pytest.raises(ValidationError, match="letters and digits"):
        CodeField().clean("AHP-12#")


@pytest.mark.parametrize(("sent", "value"), [("yes", True), ("no", False)])
def test_yes_no(sent, value):
    assert YesNo().clean(sent) is value
    assert YesNo(required=False).clean("") is None


def test_a_field_names_its_help_and_its_error():
    form = Sample({"day": ""})
    html = form["day"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'id="id_day_helptext"' in html
    assert 'id="id_day_error"' in html


def test_a_question_is_a_fieldset():
    html = Sample()["holds"].as_field_group()
    assert "<fieldset" in html
    assert "<legend>Holds" in html


def test_help_text_is_escaped():
    class Wicked(forms.Form):
        name = CleanCharField(help_text="<script>alert(1)</script>", label="<b>x</b>")

    assert "<script" not in str(Wicked())
    assert "<b>" not in str(Wicked())


def test_combobox_names_its_source_late():
    class Lookup(forms.Form):
        payer = forms.ChoiceField(choices=[], widget=Combobox(url="/lookup/"))

    assert 'data-url="/lookup/"' in str(Lookup()["payer"])
    assert lookup_results([(1, "Acme", "60054")]) == {"results": [{"value": "1", "label": "Acme", "hint": "60054"}]}
