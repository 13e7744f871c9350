"""What the page of a branch says of inspections and guidance, to whom."""

import datetime as dt

import pytest
from django.urls import reverse

from leitu.guidance import actions as guidance
from leitu.inspections.tests import factories as visits
from leitu.matters import actions as matters
from leitu.matters import queries as matter_queries
from leitu.people import actions as people
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
NOTE = "本上没有签字"


def cared(client, county, unit="Q1"):
    return client.get(reverse("portal:unit", args=[county.units[unit].pk])).context["cared"]


@pytest.fixture
def visit(county):
    row = visits.under_way(county, target=100)
    return visits.visited(county, row, "Q1", (0, NOTE), (1, NOTE))


def test_the_last_visit_its_result_and_what_is_open(county, sign_in, visit):
    found = cared(sign_in("梅"), county).inspected
    assert (found.on, found.href, found.state) == (visits.TODAY, visit.get_absolute_url(), "submitted")
    assert found.result == "临水县委 · 发现 2 个问题"
    assert found.open == 0  # written down, not on the ledger yet
    for finding in visit.findings.select_related("matter"):
        given = matter_queries.proposal(finding.matter) | {"standard": "签字齐全"}
        matters.publish(actor=county.console, matter=finding.matter, **given)
    found = cared(sign_in("梅"), county).inspected
    assert found.open == 2
    assert sign_in("梅").get(found.open_href).context["total"] == 2


def test_when_the_next_visit_is_the_branch_never_learns(county, sign_in, visit):
    for name, knows in (("梅", False), ("李强", False), ("inspector", True), ("county_officer", True)):
        here = cared(sign_in(name), county).inspected
        assert bool(here.long_word) is knows, name
    for name, unit, knows in (("石磊", "Q2", False), ("inspector", "Q2", True), ("inspector", "Q1", False)):
        there = cared(sign_in(name), county, unit).inspected
        assert (there.planned_on is not None) is knows, name
    assert "安排" not in sign_in("梅").get(reverse("portal:unit", args=[county.units["Q1"].pk])).content.decode()


def test_never_visited(county, sign_in):
    page = sign_in("石磊").get(reverse("portal:unit", args=[county.units["Q2"].pk])).content.decode()
    assert "平时不用为检查准备什么" in page


def test_who_looks_after_it_and_its_case(county, sign_in):
    person, unit = county.persons["石梅"], county.units["Q1"]
    since = dt.date(2025, 1, 1)
    people.appoint(actor=county.console, unit=county.units["Q"], person=person, title="committee_member", since=since)
    pair = guidance.assign(actor=county.console, unit=unit, person=person, from_unit=county.units["Q"])
    case = guidance.list_unit(actor=county.console, unit=unit, reason="三次没有开会")
    found = cared(sign_in("officer"), county).guided
    assert [href for _name, _words, href in found.pairs] == [pair.get_absolute_url()]
    assert found.case_href == case.get_absolute_url()
    assert found.list_href == ""


def test_who_has_no_right_to_know_is_told_nothing(county, sign_in, visit):
    found = cared(sign_in("孙涛"), county)
    assert (found.guided, found.inspected) == (None, None)
    assert cared(sign_in("county_officer"), county, "Q").guided is None
