"""What a member reads of the ledger of his own branch, and what he does not."""

import pytest
from django.urls import reverse

from leitu.core.clock import today
from leitu.matters import actions as matters
from leitu.matters.origins import person_source
from leitu.matters.tests import factories as make
from leitu.portal.openly import published_to

PAGE = reverse("portal:branch_matters")


def titles(client, asked: str = "") -> list[str]:
    return [line["matter"].title for line in client.get(f"{PAGE}{asked}").context["lines"]]


def test_the_ledger_of_one_s_own_branch(enter, county) -> None:
    make.in_state(county, "published", title="活动室漏水")
    make.in_state(county, "published", "Q2", title="别的支部的事")
    make.noted(county, title="还没有挂账")
    make.in_state(county, "set_aside", title="不挂账的")
    make.in_state(county, "closed", title="签字补齐了")
    client = enter("孙涛")
    assert titles(client) == ["活动室漏水", "签字补齐了"]
    assert titles(client, "?state=open") == ["活动室漏水"]
    assert titles(client, "?state=closed") == ["签字补齐了"]
    assert titles(client, "?kind=task") == []
    page = client.get(PAGE).content.decode()
    for said in ("梅", "标准：每次会议签字齐全", "连续两次会议签字齐全"):
        assert said in page


def test_the_group_belongs_to_the_branch(enter, county) -> None:
    matter = matters.note(actor=county.console, unit=county.units["Q1G"], title="小组的事")
    clear = make.clarities(county, reviewer_unit=county.units["Q"], person=county.persons["孙涛"])
    matters.publish(actor=county.console, matter=matter, **clear)
    for name in ("孙涛", "老陈"):
        assert titles(enter(name)) == ["小组的事"]


def test_what_was_noted_about_a_person_and_how_it_is_done_stays_inside(enter, county) -> None:
    source = person_source(county.actor("梅"), str(county.persons["老陈"].pk))
    assert source is not None
    about = matters.note(actor=county.actor("梅"), unit=county.units["Q1"], title="老陈的困难", source=source)
    matters.publish(actor=county.console, matter=about, **make.clarities(county))
    open_one = make.in_state(county, "in_progress", title="活动室漏水")
    matters.request_close(actor=county.actor("梅"), matter=open_one, effect="其实还没有修好")
    client = enter("孙涛")
    assert titles(client) == ["活动室漏水"]
    page = client.get(PAGE).content.decode()
    assert "补了三次签字" not in page
    assert "其实还没有修好" not in page
    assert client.get(open_one.get_absolute_url()).status_code in (403, 404)


def test_a_member_finds_it_and_can_answer(enter, county) -> None:
    make.in_state(county, "published", title="活动室漏水")
    client = enter("孙涛")
    for begin in ("/", reverse("portal:mine")):
        assert PAGE in client.get(begin).content.decode()
    say = client.get(PAGE).context["say_href"]
    assert client.get(say).status_code == 200


def test_nothing_yet_and_nobody_to_show_it_to(enter, county) -> None:
    assert "现在没有挂账的事" in enter("孙涛").get(PAGE).content.decode()
    assert enter("officer").get(PAGE).status_code == 403


@pytest.mark.parametrize("name", ["officer", "孙涛", "石磊"])
def test_the_question_itself_gives_no_more(county, name) -> None:
    make.in_state(county, "published", title="活动室漏水")
    found = {row.title for row in published_to(county.actor(name), today())}
    assert found == ({"活动室漏水"} if name == "孙涛" else set())


def test_three_thousand_are_one_page(enter, county, django_assert_max_num_queries) -> None:
    first = make.in_state(county, "published", title="第一件")
    fields = {f.attname: getattr(first, f.attname) for f in first._meta.concrete_fields if f.attname != "id"}
    type(first).objects.bulk_create(type(first)(**fields | {"title": f"第{n}件事"}) for n in range(3000))
    client = enter("孙涛")
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        page = client.get(PAGE)
    assert len(page.context["lines"]) == 25
    assert page.context["total"] == 3001
