"""Bulletins and summaries as official papers: in Chinese whatever the screen speaks, and who took one is on record."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from docx import Document

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.inspections import actions as inspections
from leitu.inspections.models import Bulletin, Checklist, Round
from leitu.matters import actions as matters
from leitu.matters.models import Campaign
from leitu.reports import actions
from leitu.reports.letter import Letter, letter_docx, letter_pdf, parts_of

EVIL = '#panic("x") {{ 7*7 }} <w:p> {%p'


def said(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs if one.text.strip()]


@pytest.fixture
def bulletin(county: Any) -> Bulletin:
    """A draft of the town, written on an English screen."""
    made = inspections.plan_round(
        actor=county.actor("officer"),
        unit=county.units["Q"],
        title="一季度抽查",
        checklist=Checklist.objects.filter(tenant=county.tenant).order_by("pk").first(),
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=30),
        kinds=["branch"],
        inspectors=[county.users["officer"].pk],
    )
    drawn: Round = inspections.draw_sample(actor=county.actor("officer"), round=made)
    with translation.override("en"):
        return inspections.draft_bulletin(actor=county.actor("officer"), round=drawn)


@pytest.fixture
def campaign(county: Any) -> Campaign:
    return matters.open_campaign(
        actor=county.actor("officer"),
        unit=county.units["Q"],
        title="隐患整治",
        basis="镇发一号",
        approver="镇党委",
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=30),
    )


def test_a_paragraph_with_its_own_heading_is_taken_apart() -> None:
    assert parts_of("一、总体情况。查到 3 个，占 80%。\n\n没有标题的一段。\n十一、打算。接着办。") == [
        {"title": "一、总体情况", "lines": ["查到 3 个，占 80%。"]},
        {"title": "", "lines": ["没有标题的一段。"]},
        {"title": "十一、打算", "lines": ["接着办。"]},
    ]


@pytest.mark.parametrize("mark", ["", "（草稿）"])
def test_the_paper_says_everything_and_nothing_becomes_markup(mark: str) -> None:
    letter = Letter(
        titles=["青禾镇党委", EVIL],
        text=f"一、情况。好。\n{EVIL}",
        signed=EVIL,
        dated=dt.date(2026, 3, 20),
        mark=mark,
        addressee="临水县委",
        remark=f"收到\n{EVIL}",
    )
    lines = said(letter_docx(letter))
    assert lines[:2] == ["青禾镇党委", EVIL] and lines.count(EVIL) == 4
    assert ("（草稿）" in lines) == bool(mark)
    assert {"临水县委：", "一、情况", "好。", "2026年3月20日", "上级意见", "收到"} <= set(lines)
    assert letter_pdf(letter).startswith(b"%PDF")


def test_a_bulletin_is_chinese_whatever_the_screen_speaks_and_marked_until_issued(
    county: Any, bulletin: Bulletin
) -> None:
    assert bulletin.title == "一季度抽查情况简报" and bulletin.text.startswith("一、总体情况。")
    lines = said(actions.download_round_bulletin(actor=county.actor("officer"), bulletin=bulletin))
    assert lines[:3] == ["青禾镇党委", "一季度抽查情况简报", "（草稿，尚未印发）"] and "一、总体情况" in lines
    issued = inspections.issue_bulletin(actor=county.actor("officer"), bulletin=bulletin)
    lines = said(actions.download_round_bulletin(actor=county.actor("梅"), bulletin=issued))
    assert "（草稿，尚未印发）" not in lines and "2026年3月20日" in lines
    assert actions.download_round_bulletin(actor=county.actor("梅"), bulletin=issued, form="pdf").startswith(b"%PDF")
    entry = Entry.objects.filter(verb="reports.download_round_bulletin").latest("pk")
    assert (entry.actor_label, entry.data) == ("梅", {"title": issued.title, "form": "pdf"})


def test_what_is_not_issued_is_no_paper_for_those_below(county: Any, bulletin: Bulletin) -> None:
    with pytest.raises(NotAllowed):
        actions.download_round_bulletin(actor=county.actor("梅"), bulletin=bulletin)
    assert not Entry.objects.filter(verb="reports.download_round_bulletin").exists()


def test_a_summary_is_a_draft_of_the_checker_until_the_end(county: Any, campaign: Campaign) -> None:
    with translation.override("en"):
        lines = said(actions.download_campaign(actor=county.actor("officer"), campaign=campaign))
    assert lines[:3] == ["青禾镇党委", "隐患整治小结", "（草稿，尚未收尾）"] and "镇发一号" in lines[3]
    with pytest.raises(NotAllowed):
        actions.download_campaign(actor=county.actor("梅"), campaign=campaign)
    ended = matters.end_campaign(actor=county.actor("officer"), campaign=campaign, summary="一、成效。隐患清了。")
    lines = said(actions.download_campaign(actor=county.actor("梅"), campaign=ended))
    assert "（草稿，尚未收尾）" not in lines and "隐患清了。" in lines
    with pytest.raises(NotAllowed):
        actions.download_campaign(actor=county.actor("东方明"), campaign=ended)


def test_the_pages_link_to_the_papers(county: Any, bulletin: Bulletin, campaign: Campaign) -> None:
    client = Client()
    client.force_login(county.users["officer"])
    SignIn.objects.update(strong=True)
    for page, paper in (
        (bulletin.get_absolute_url(), f"/reports/round-bulletin/{bulletin.pk}/"),
        (f"/matters/campaigns/{campaign.pk}/", f"/reports/campaign/{campaign.pk}/"),
    ):
        assert f'href="{paper}"' in client.get(page).content.decode()
        for form, kind in (("", "wordprocessingml"), ("?form=pdf", "application/pdf")):
            answer = client.get(f"{paper}{form}")
            assert answer.status_code == 200 and kind in answer["Content-Type"]
        assert client.get(f"{paper}?form=odt").status_code == 400
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        assert "依据镇发一号" in client.get(f"/matters/campaigns/{campaign.pk}/end/").content.decode()
