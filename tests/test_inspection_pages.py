"""Inspections where other floors show them: who is told, the dashboard's tile, pages with nothing and with many rows."""

import datetime as dt

from leitu.inspections import actions, queries
from leitu.inspections.models import Draw, Inspection, Round
from leitu.inspections.tests import factories as make
from leitu.notices.collect import collect
from leitu.notices.models import Notice
from leitu.notices.wording import href, sentence
from leitu.orgs.models import Unit
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
NOTE = "本上没有签字"


def told(county, name, verb):
    collect()
    return [sentence(one) for one in Notice.objects.filter(user=county.users[name], verb=verb)]


def test_the_branch_learns_of_a_spot_check_when_it_has_happened(county):
    row = make.under_way(county)
    assert told(county, "梅", "inspections.draw_sample") == []
    visit = make.visited(county, row, "Q1", (0, NOTE))
    said = "临水县委来检查过（3月20日），发现 1 个问题，请看一看、确认"
    assert told(county, "梅", "inspections.submit") == [said]
    assert told(county, "石磊", "inspections.submit") == []
    assert href(Notice.objects.get(verb="inspections.submit", user=county.users["梅"])) == visit.get_absolute_url()


def test_the_inspector_learns_of_a_word_and_not_of_a_bare_confirmation(county):
    row = make.under_way(county)
    for unit, name, remark in (("Q1", "梅", "十月停电"), ("Q2", "石磊", "")):
        visit = make.visited(county, row, unit)
        actions.confirm(actor=county.actor(name), inspection=visit, remark=remark)
    assert told(county, "inspector", "inspections.confirm") == ["柳树村党支部对检查记录说了话，请看一看"]


def test_the_tile_opens_exactly_its_list(county, sign_in):
    make.visited(county, make.under_way(county), "Q1")
    client = sign_in("county_officer")
    page = client.get("/dashboard/").content.decode()
    assert "本季督导检查" in page
    address = "/inspections/?since=2026-01-01&until=2026-03-20"
    assert address.replace("&", "&amp;") in page
    assert client.get(address).context["total"] == 1
    assert "本季督导检查" not in sign_in("梅").get("/dashboard/").content.decode()


def test_pages_with_nothing(county, sign_in):
    client = sign_in("county_officer")
    for address, words in (
        ("/inspections/", "还没有检查记录"),
        ("/inspections/rounds/", "还没有安排过检查"),
        ("/inspections/today/", "没有等您去查的支部"),
        ("/inspections/calendar/", "往后四周没有安排"),
    ):
        assert words in client.get(address).content.decode()
    assert "平时不用为检查准备什么" in sign_in("梅").get("/inspections/").content.decode()


def test_a_round_of_three_thousand_is_one_page(county, sign_in, django_assert_max_num_queries):
    row = make.under_way(county, target=100)
    Unit.objects.bulk_create(
        Unit(tenant=county.tenant, code=f"M{number:04}", name=f"第{number}党支部", kind="branch")
        for number in range(3000)
    )
    many = Unit.objects.filter(tenant=county.tenant, code__startswith="M")
    inspector = county.users["inspector"].pk
    Draw.objects.bulk_create(
        Draw(
            tenant=county.tenant,
            round=row,
            target=unit,
            order=number,
            trip=number // 4,
            reason="lot",
            planned_on=make.TODAY + dt.timedelta(days=number % 9),
            inspector=inspector,
        )
        for number, unit in enumerate(many, 10)
    )
    client = sign_in("county_officer")
    client.get("/")
    with django_assert_max_num_queries(40):
        page = client.get(f"/inspections/rounds/{row.pk}/")
    assert page.context["total"] == 3005
    assert len(page.context["objects"]) == 25
    assert len(client.get(f"/inspections/rounds/{row.pk}/?q=M0042").context["objects"]) == 1
    found = Inspection.objects.filter(round=row)
    assert (found.count(), Round.objects.count(), queries.visited_units([row])) == (0, 1, {})
