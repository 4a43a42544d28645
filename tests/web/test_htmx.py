import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from claimcenter.web import htmx

HX = {"HX-Request": "true"}


def request(path="/claims/", **headers):
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize(
    ("headers", "partial"),
    [
        ({}, False),
        (HX, True),
        (HX | {"HX-Boosted": "true"}, False),
        (HX | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_who_asks_for_a_piece(headers, partial):
    assert htmx.is_partial(request(**headers)) is partial


def test_redirects_leave_the_page():
    assert htmx.redirect(request(), "/done/").status_code == 302
    answer = htmx.redirect(request(**HX), "/done/")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/done/")


def test_an_expired_session_moves_the_window_and_comes_back_to_the_page():
    asked = request("/claims/7/row/", **HX, **{"HX-Current-URL": "http://testserver/claims/?stage=pending"})
    answer = htmx.HtmxRedirects(lambda _r: HttpResponseRedirect("/accounts/login/?next=/claims/7/row/"))(asked)
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fclaims%2F%3Fstage%3Dpending"


def test_a_foreign_current_url_is_not_believed():
    asked = request("/claims/7/row/", **HX, **{"HX-Current-URL": "https://evil.example/x"})
    answer = htmx.HtmxRedirects(lambda _r: HttpResponseRedirect("/accounts/login/?next=/claims/7/row/"))(asked)
    assert answer["HX-Redirect"] == "/accounts/login/?next=/claims/7/row/"


def test_cookies_survive_the_change_of_answer():
    def view(_request):
        response = HttpResponseRedirect("/done/")
        response.set_cookie("messages", "kept")
        return response

    assert htmx.HtmxRedirects(view)(request(**HX)).cookies["messages"].value == "kept"


def test_other_answers_pass():
    assert htmx.HtmxRedirects(lambda _r: HttpResponse("row"))(request(**HX)).content == b"row"
    assert htmx.HtmxRedirects(lambda _r: HttpResponseRedirect("/x/"))(request()).status_code == 302


def test_one_view_two_audiences():
    context = {"text": "Saved", "level": "success"}
    piece = htmx.page_or_partial(
        request(**HX), "404.html", "components/notice.html", context, announce="Claim <1> is filed."
    )
    assert b'hx-swap-oob="true"' in piece.content
    assert b"Claim &lt;1&gt; is filed." in piece.content
    assert "HX-Request" in piece["Vary"]
    page = htmx.page_or_partial(request(), "404.html", "components/notice.html", context, invalid=True)
    assert page.status_code == 422
    assert b"<!doctype html>" in page.content
