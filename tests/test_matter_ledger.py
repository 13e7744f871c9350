"""What is open and what waits, on home, unit page and dashboard: each number is exactly its list."""

import re

import pytest
import time_machine
from django.urls import reverse

from leitu.core.clock import today
from leitu.matters.models import Matter
from leitu.matters.tests import factories as make
from leitu.orgs.models import Unit
from leitu.people.queries import Waiting
from leitu.portal import ledger
from leitu.portal.fewer import fewer
from leitu.portal.home import Told
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]


@pytest.fixture
def some(county):
    """Of Willow village one late, one waiting for its checker, one noted; one late in Shiqiao."""
    late = make.in_state(county, "in_progress", title="活动室漏水")
    other = make.in_state(county, "published", "Q2", title="路灯不亮")
    make.in_state(county, "close_requested", title="缺签字")
    make.noted(county, title="公开栏没有换")
    Matter.objects.filter(pk__in=[late.pk, other.pk]).update(noted_on="2026-01-01", due_on="2026-03-01")


def test_what_was_closed_this_year_is_its_list(county, sign_in):
    for title in ("漏水", "缺签字"):
        make.in_state(county, "closed", title=title)
    late, before = (make.in_state(county, "closed", title=title) for title in ("路灯", "去年的事"))
    Matter.objects.filter(pk=late.pk).update(due_on="2026-03-01", first_due_on="2026-03-01", noted_on="2026-02-01")
    Matter.objects.filter(pk=before.pk).update(closed_on="2025-12-31")
    make.in_state(county, "published", title="还在办")
    found = ledger.open_at(county.actor("officer"), county.units["Q1"], today())
    assert found is not None
    assert (found.waiting, found.closed, found.in_time) == (1, 3, 2)
    client = sign_in("officer")
    for href, titles in ((found.closed_href, {"漏水", "缺签字", "路灯"}), (found.in_time_href, {"漏水", "缺签字"})):
        assert {line["matter"].title for line in client.get(href).context["lines"]} == titles
    page = client.get(reverse("portal:unit", args=[county.units["Q1"].pk])).content.decode()
    assert "按期 2 件" in page
    assert "今年按期销号 2/3" in client.get(reverse("portal:dashboard")).content.decode()


@pytest.mark.parametrize(
    ("name", "unit", "numbers"), [("梅", "Q1", (2, 1)), ("officer", "Q", (3, 2)), ("officer", "Q2", (1, 1))]
)
def test_a_number_is_its_list(county, sign_in, some, name, unit, numbers):
    actor, place = county.actor(name), county.units[unit]
    found = ledger.open_at(actor, place, today())
    assert found is not None
    assert (found.waiting, found.overdue) == numbers
    client = sign_in(name)
    for href, count in ((found.href, numbers[0]), (found.overdue_href, numbers[1])):
        assert re.search(r"共 (\d+) 条", client.get(href).content.decode())[1] == str(count)  # type: ignore[index]


def test_whoever_sees_no_ledger_sees_no_number(county, some):
    assert ledger.open_at(county.actor("孙涛"), county.units["Q1"], today()) is None
    assert ledger.open_at(county.actor("石磊"), county.units["Q1"], today()) is None
    assert ledger.to_do(county.actor("孙涛"), [county.units["Q1"].pk], today()) is None
    assert ledger.to_judge(county.actor("梅"), today()) == ledger.Judging(None, None)


def test_the_secretary_sees_what_to_do_and_the_checker_what_to_check(county, sign_in, some):
    assert "活动室漏水" in sign_in("梅").get("/").content.decode()
    page = sign_in("officer").get("/", follow=True).content.decode()
    assert "等您核查" in page
    assert "缺签字" in page
    assert reverse("matters:list") in page


def test_the_unit_page_leads_to_its_list_and_to_the_note(county, sign_in, some):
    unit: Unit = county.units["Q1"]
    page = sign_in("梅").get(unit.get_absolute_url()).content.decode()
    assert "未销 2 件" in page
    assert f"{reverse('matters:note')}?of=unit%3A{unit.pk}" in page


def test_in_large_type_there_are_five_lines_in_all(county, some):
    for number in range(4):
        make.in_state(county, "published", title=f"第{number}件")
    with time_machine.travel("2026-03-30 01:00:00Z"):
        lines = ledger.to_do(county.actor("梅"), [county.units["Q1"].pk], today())
    assert lines is not None
    assert (len(lines.lines), lines.total) == (ledger.MOST_LINES, 5)
    context = {
        "objections": Waiting([], 0, today()),
        "to_confirm": [("", "", "")] * 3,
        "told": Told([], 0),
        "invitations": [],
        "matters": lines,
        "to_check": None,
    }
    found = fewer(context)
    assert len(found["matters"].lines) + len(found["to_confirm"]) == 5
