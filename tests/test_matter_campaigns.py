"""Special efforts are names for what a filter finds; a reader's own views; the ledger on paper."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.core.errors import NotAllowed, WrongState
from leitu.matters import actions, campaigns
from leitu.matters.models import Campaign, Matter, SavedView
from leitu.matters.tests import factories as make
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]


def opened(county, code="Q", **more):
    given = {
        "title": "安全隐患整治",
        "basis": "县发〔2026〕1号",
        "approver": "县委",
        "starts_on": make.TODAY,
        "ends_on": make.TODAY + dt.timedelta(days=60),
        "kind": "problem",
        "words": "漏水 电线",
        **more,
    }
    return actions.open_campaign(actor=county.console, unit=county.units[code], **given)


@pytest.fixture
def some(county):
    """Three that are meant, two that are not."""
    make.in_state(county, "in_progress", title="活动室漏水")
    make.in_state(county, "closed", "Q2", title="电线老化")
    make.noted(county, title="屋顶漏水")
    make.noted(county, title="公开栏没有换")
    make.in_state(county, "published", "B1", title="会议室漏水")


def test_a_campaign_is_a_filter(county, some):
    found = campaigns.result_of(opened(county))
    assert (found.totals.all, found.totals.closed, found.totals.waiting, found.units, found.on_time) == (3, 1, 1, 2, 1)
    assert campaigns.result_of(opened(county, words="", kind="")).totals.all == 4
    assert campaigns.result_of(opened(county, source="督查")).totals.all == 0
    assert campaigns.result_of(opened(county, "C")).totals.all == 4
    later = opened(county, starts_on=make.TODAY + dt.timedelta(days=1))
    assert campaigns.result_of(later).totals.all == 0


def test_every_number_is_its_list(county, sign_in, some):
    campaign = opened(county)
    client = sign_in("officer")
    page = client.get(campaign.get_absolute_url()).content.decode()
    ledger = reverse("matters:list")
    for asked, count in (("", 3), ("&amp;state=closed", 1), ("&amp;state=waiting", 1), ("&amp;state=overdue", 0)):
        address = f"{ledger}?campaign={campaign.pk}{asked}"
        assert address in page
        listed = client.get(address.replace("&amp;", "&")).content.decode()
        assert (f"共 {count} 条" if count else "没有符合条件") in listed


def test_who_sees_it_and_how_much_of_it(county, sign_in, some):
    campaign = opened(county)
    for name, sees in (("梅", True), ("officer", True), ("石磊", True), ("county_officer", True)):
        assert campaigns.seen(county.actor(name)).filter(pk=campaign.pk).exists() is sees
    page = sign_in("石磊").get(campaign.get_absolute_url()).content.decode()
    assert "安全隐患整治" in page
    assert "收尾" not in page
    listed = sign_in("石磊").get(reverse("matters:list"), {"campaign": campaign.pk}).content.decode()
    assert "电线老化" in listed
    assert "活动室漏水" not in listed


@pytest.mark.parametrize(
    "more",
    [
        {"title": " "},
        {"basis": ""},
        {"approver": ""},
        {"title": "长" * 101},
        {"ends_on": make.TODAY - dt.timedelta(days=1)},
        {"ends_on": make.TODAY + dt.timedelta(days=800)},
        {"kind": "nothing"},
    ],
)
def test_what_is_no_campaign(county, more):
    with pytest.raises(ValidationError):
        opened(county, **more)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(("name", "may"), [("officer", True), ("梅", False), ("stranger", False)])
def test_who_may_open_and_end(county, name, may):
    campaign, actor = opened(county), county.actor(name)
    given = {"title": "整治", "basis": "文件", "approver": "县委", "starts_on": make.TODAY, "ends_on": make.TODAY}
    if may:
        assert actions.open_campaign(actor=actor, unit=county.units["Q"], **given).pk
        assert actions.end_campaign(actor=actor, campaign=campaign, summary="好").ended_at
        return
    with pytest.raises(NotAllowed):
        actions.open_campaign(actor=actor, unit=county.units["Q"], **given)
    with pytest.raises(NotAllowed):
        actions.end_campaign(actor=actor, campaign=campaign, summary="好")


def test_the_summary_is_drafted_from_the_numbers_and_open_ones_stay(county, sign_in, some):
    campaign = opened(county)
    client = sign_in("officer")
    address = reverse("matters:end_campaign", args=[campaign.pk])
    page = client.get(address).content.decode()
    assert "涉及 2 个党组织，记下 3 件；已销号 1 件，其中按期 1 件；还没有销号 1 件" in page
    client.post(address, {"summary": "都看过了。", "version": campaign.version})
    campaign.refresh_from_db()
    assert campaign.summary == "都看过了。"
    assert Matter.objects.get(title="活动室漏水").state == "in_progress"
    with pytest.raises(WrongState):
        actions.end_campaign(actor=make.officer(county), campaign=campaign, summary="再来")
    with pytest.raises(ValidationError):
        actions.end_campaign(actor=make.officer(county), campaign=opened(county), summary="  ")


def test_more_than_three_at_once_are_warned_of(county, sign_in):
    for code in ("C", "Q", "Q"):
        opened(county, code)
    last = opened(county, "Q1")
    assert campaigns.at_once(county.units["Q1"]) == 4
    assert campaigns.at_once(county.units["Q2"]) == 3
    assert campaigns.at_once(county.units["C"]) == 4
    assert "同时在 4 个专项行动里" in sign_in("officer").get(last.get_absolute_url()).content.decode()
    actions.end_campaign(actor=county.console, campaign=last, summary="收尾")
    assert campaigns.at_once(county.units["C"]) == 3


def test_after_its_day_it_asks_for_its_end(county, sign_in):
    campaign = opened(county)
    with time_machine.travel("2026-06-20 01:00:00Z"):
        assert "该收尾了" in sign_in("officer").get(campaign.get_absolute_url()).content.decode()


# One's own views.


def test_a_view_is_saved_shown_and_dropped(county, sign_in, some):
    client = sign_in("officer")
    asked = "?state=closed&q=%E7%94%B5%E7%BA%BF&evil=1"
    answer = client.post(f"{reverse('matters:save_view')}{asked}", {"name": "电线已销"})
    view = SavedView.objects.get(tenant=county.tenant)
    assert view.query == "state=closed&q=%E7%94%B5%E7%BA%BF"
    assert answer["Location"] == f"{reverse('matters:list')}?{view.query}"
    assert "电线老化" in client.get(answer["Location"]).content.decode()
    assert "电线已销" in client.get(reverse("matters:list")).content.decode()
    assert "电线已销" not in sign_in("梅").get(reverse("matters:list")).content.decode()
    assert sign_in("梅").post(reverse("matters:drop_view", args=[view.pk])).status_code == 404
    sign_in("officer").post(reverse("matters:drop_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_same_name_replaces_and_twelve_are_enough(county):
    mei = make.mei(county)
    for query in ("state=closed", "state=overdue"):
        view = actions.save_view(actor=mei, name="我的", query=query)
    assert (SavedView.objects.count(), view.query) == (1, "state=overdue")
    for number in range(11):
        actions.save_view(actor=mei, name=f"第{number}", query="")
    for name in ("多了", " ", "长" * 21):
        with pytest.raises(ValidationError):
            actions.save_view(actor=mei, name=name, query="")
    with pytest.raises(ValidationError):
        actions.save_view(actor=mei, name="我的", query="q" * 1001)


@pytest.mark.parametrize("name", ["孙涛", "stranger"])
def test_whoever_reads_no_ledger_saves_no_view(county, name):
    view = actions.save_view(actor=make.mei(county), name="我的", query="")
    with pytest.raises(NotAllowed):
        actions.save_view(actor=county.actor(name), name="我的", query="")
    with pytest.raises(NotAllowed):
        actions.drop_view(actor=county.actor(name), view=view)
    with pytest.raises(NotAllowed):
        actions.drop_view(actor=make.officer(county), view=view)


# On paper.


def test_the_ledger_leaves_as_pdf(county, sign_in, some, monkeypatch):
    client, address = sign_in("officer"), f"{reverse('matters:list')}?state=waiting&export=1"
    assert "导出 PDF" in client.get(address).content.decode()
    answer = client.post(address, {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    monkeypatch.setattr("leitu.orgs.exporting.MOST_ROWS_OF_PDF", 0)
    assert "一个文件最多 0 条" in client.post(address, {"as": "pdf"}).content.decode()
    assert client.post(address).content[:2] == b"PK"
