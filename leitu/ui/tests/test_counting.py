"""Long lists are counted so far and no further."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leitu.ui.counting import LongPaginator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("most", "total", "count", "pages"), [(5, 5, 5, 3), (9, 5, 5, 3), (4, "4+", 4, 2), (1, "1+", 1, 1)]
)
def test_a_list_says_how_many_or_that_there_are_more(most: int, total: object, count: int, pages: int) -> None:
    Group.objects.bulk_create(Group(name=f"g{number}") for number in range(5))
    paginator = LongPaginator(Group.objects.order_by("name"), 2, most=most)
    with CaptureQueriesContext(connection) as asked:
        assert (paginator.total, paginator.count, paginator.num_pages) == (total, count, pages)
    assert len(asked) == 1
    assert f"LIMIT {most + 1}" in asked[0]["sql"]
    assert [group.name for group in paginator.get_page(99)][-1] == f"g{count - 1}"
