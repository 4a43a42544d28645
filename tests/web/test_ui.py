import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from claimcenter.web import figures
from claimcenter.web.forms import MoneyField
from claimcenter.web.paging import KeysetPage


def render(source, path="/?", **context):
    return Template("{% load ui %}" + source).render(Context({"request": RequestFactory().get(path), **context}))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{% badge "S" "active" %}', "Secondary insurance, active"),
        ('{% badge "P" "ended" %}', "Primary insurance, ended"),
        ('{% badge "T" %}', "Tertiary insurance"),
    ],
)
def test_badges_have_words(source, text):
    html = render(source)
    assert f'<span class="visually-hidden">{text}</span>' in html


def test_zero_is_a_dash_only_where_asked():
    zero = Decimal(0)
    assert ">0.00<" in render("{% money zero %}", zero=zero)
    dashed = render('{% money zero "dash" %}', zero=zero)
    assert "–" in dashed
    assert '<span class="visually-hidden">0.00</span>' in dashed


def test_red_is_only_for_problems():
    credit = Decimal(-5)
    assert "problem" not in render("{% money a %}", a=credit)
    assert "problem" in render("{% money a problem=True %}", a=credit)


@pytest.mark.parametrize(
    ("paid", "adjusted", "says"),
    [("104", "146", "balanced"), ("104", "141", "5.00</span> missing"), ("104", "150", "−4.00</span> too much")],
)
def test_balance_strip(paid, adjusted, says):
    html = render("{% balance_strip c p a %}", c=Decimal(250), p=Decimal(paid), a=Decimal(adjusted))
    assert says in html
    assert ("not balanced" in html) is (says != "balanced")


def test_status_shows_reason_and_history():
    html = render('{% status "Pending" "unbalanced" "needs-you" reason "/h/" %}', reason="Short by <5>.")
    assert 'href="/h/"' in html
    assert 'role="tooltip">Short by &lt;5&gt;.' in html


def test_actions_have_a_name_of_their_own():
    html = render('{% actions about="claim 26-0123" %}<li>{{ x }}</li>{% endactions %}', x="<b>")
    assert "Actions<span" in html
    assert "claim 26-0123</span>" in html
    assert 'popovertarget="actions-claim-26-0123"' in html
    assert "<li>&lt;b&gt;</li>" in html


def test_sorting_turns_round_and_forgets_the_page():
    html = render('{% sort_header "Billed" "billed" "num" "desc" %}', path="/?payer=7&after=token")
    assert 'href="?payer=7&amp;sort=-billed"' in html
    assert 'aria-sort="none"' in html
    html = render('{% sort_header "Billed" "billed" %}', path="/?sort=-billed")
    assert 'href="?sort=billed"' in html
    assert 'aria-sort="descending"' in html


def test_pagination_keeps_the_filters():
    page = KeysetPage(rows=[], next_cursor="n:x", previous_cursor="")
    html = render('{% pagination page "claims" %}', path="/?payer=7&before=old", page=page)
    assert 'href="?payer=7&amp;after=n%3Ax"' in html
    assert "before" not in html


class Line(forms.Form):
    amount = MoneyField()


LineSet = forms.formset_factory(Line, extra=0)


def test_the_summary_links_every_wrong_field():
    form = Line({"a-amount": "1e3"}, prefix="a")
    lines = LineSet({"f-TOTAL_FORMS": "1", "f-INITIAL_FORMS": "0", "f-0-amount": "x"}, prefix="f")
    html = render("{% error_summary form lines %}", form=form, lines=lines)
    assert 'href="#id_a-amount">Amount: Write the amount' in html
    assert 'href="#id_f-0-amount"' in html
    assert "2 things need another look" in html


def test_the_title_knows_of_errors():
    source = "{% has_errors form as wrong %}{{ wrong }}"
    assert render(source, form=Line({"amount": "x"})) == "True"
    assert render(source, form=Line({"amount": "1"})) == "False"
    assert render("{% error_summary form %}", form=Line()).strip() == ""


def test_the_story_fills_the_bar():
    parts = [
        {"label": "paid", "amount": Decimal(229), "kind": "paid"},
        {"label": "left", "amount": Decimal(221), "kind": "left"},
    ]
    placed = figures.stacked(parts, Decimal(450))
    assert [p["x"] for p in placed] == ["0.000", "50.889"]
    assert sum(Decimal(p["width"]) for p in placed) == Decimal("100.000")


def test_the_story_of_nothing_is_empty():
    placed = figures.stacked([{"label": "paid", "amount": Decimal(0), "kind": "paid"}], Decimal(0))
    assert placed[0]["drawn"] is False


def test_plans_stand_where_their_days_are():
    plans = [
        {"position": "P", "name": "Old", "start": dt.date(2025, 1, 1), "end": dt.date(2025, 12, 31)},
        {"position": "P", "name": "New", "start": dt.date(2026, 1, 1), "end": None},
        {"position": "S", "name": "Later", "start": dt.date(2026, 7, 1), "end": None},
    ]
    picture = figures.timeline(plans, first=dt.date(2025, 1, 1), last=dt.date(2026, 12, 31), today=dt.date(2027, 1, 1))
    old, new = picture["lanes"][0]["plans"]
    assert (old["x"], old["width"], new["x"], new["width"]) == (0, 50, 50, 50)
    assert [lane["position"] for lane in picture["lanes"]] == ["P", "S"]
    assert picture["today"] is None
