import pytest
from django.core import signing
from django.http import QueryDict

from claimcenter.practice.models import ServiceCode
from claimcenter.web.paging import SALT, paginate
from tests.factories.practice import ServiceCodeFactory

ORDER = ["-label", "code"]


@pytest.fixture
def codes(practice):
    return [ServiceCodeFactory(practice=practice, code=f"9083{n}", label=f"label {n // 3}") for n in range(8)]


def asking(**parameters):
    query = QueryDict(mutable=True)
    query.update(parameters)
    return query


def page_of(size=3, order=ORDER, **parameters):
    return paginate(ServiceCode.objects.all(), order=order, parameters=asking(**parameters), size=size)


def test_every_row_comes_once_in_order(codes):
    page = page_of()
    seen = [row.code for row in page]
    while page.next_cursor:
        page = page_of(after=page.next_cursor)
        seen += [row.code for row in page]
    assert seen == [row.code for row in ServiceCode.objects.order_by("-label", "code")]


def test_the_way_back_is_the_way_forward(codes):
    first = page_of()
    second = page_of(after=first.next_cursor)
    back = page_of(before=second.previous_cursor)
    assert back.rows == first.rows
    assert back.previous_cursor == ""
    assert page_of(after=back.next_cursor).rows == second.rows


def test_few_rows_have_no_cursors(codes):
    page = page_of(size=50)
    assert (len(page), page.next_cursor, page.previous_cursor) == (8, "", "")


@pytest.mark.parametrize("token", ["1", "1:forged", "\x00", "a" * 9000])
def test_a_forged_cursor_is_the_first_page(codes, token):
    assert page_of(after=token).rows == page_of().rows
    assert page_of(before=token).rows == page_of().rows


def test_a_row_that_is_gone_is_the_first_page(codes):
    token = signing.Signer(salt=SALT).sign("987654321")
    assert page_of(after=token).rows == page_of().rows


def test_the_cursor_holds_nothing_but_the_key(codes):
    page = page_of()
    assert page.next_cursor.split(":")[0] == str(page.rows[-1].pk)


def test_plain_rows_page_too(codes):
    rows = ServiceCode.objects.values("pk", "code")
    first = paginate(rows, order=ORDER, parameters=asking(), size=3)
    second = paginate(rows, order=ORDER, parameters=asking(after=first.next_cursor), size=3)
    assert [row["code"] for row in second] == [row.code for row in page_of(after=first.next_cursor)]


def test_two_statements_at_most(codes, django_assert_num_queries):
    token = page_of().next_cursor
    with django_assert_num_queries(2):
        page_of(after=token)
    with django_assert_num_queries(1):
        page_of()
