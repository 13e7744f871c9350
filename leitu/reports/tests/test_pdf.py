"""Papers as PDF: every form is set with our fonts, and nothing that users wrote becomes markup."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from leitu.accounts.models import SignIn
from leitu.activities import actions as activities
from leitu.activities.models import ActivityKind
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, WrongState
from leitu.files import fonts
from leitu.norms.duties import duty_of
from leitu.reports import actions, paper, pdf
from leitu.reports.minutes import minutes_pdf
from leitu.reports.queries import Choice
from leitu.reports.sheets import DutySheet, NoticeSheet, duty_pdf, ledger_pdf, notice_pdf
from leitu.reports.tests.samples import MEETING, REVISED, ledger_row

EVIL = '#panic("x") $x$ *b* [a] {{ x }} \\ #include "/etc/passwd" `r` <a> @b // c /* d'
NOTICE = NoticeSheet(
    unit="红星社区第一党支部",
    title="支部党员大会通知",
    time="2026年11月26日（周四）19:00",
    place=EVIL,
    topic=EVIL,
    who="全体党员",
    agenda=[EVIL, "讨论"],
    members=[("王秀兰", "书记"), (EVIL, "")],
)
DUTY = DutySheet(
    unit="红星社区第一党支部",
    title="2026年10月 支委会会议",
    due="2026年10月31日",
    state="超期",
    on="2026年11月23日",
    summary=EVIL,
    source=[EVIL],
    facts=[EVIL],
    missing=EVIL,
)


def ledger(rows: int, **more: Any) -> bytes:
    given = {"title": "台账", "period": "2026年", "filters": EVIL, "made_by": EVIL, "made_at": dt.datetime.now(dt.UTC)}
    return ledger_pdf(rows=[ledger_row(topic=EVIL, place=EVIL)] * rows, **{**given, **more})


@pytest.mark.parametrize(
    "made",
    [
        lambda: minutes_pdf(MEETING),
        lambda: minutes_pdf(dataclasses.replace(REVISED, minutes=EVIL, agenda=[EVIL], unit=EVIL, draft=True)),
        lambda: notice_pdf(NOTICE),
        lambda: duty_pdf(DUTY),
        lambda: ledger(0),
        lambda: ledger(60),
    ],
    ids=["minutes", "minutes-evil", "notice", "duty", "ledger-empty", "ledger"],
)
def test_every_form_is_set_with_our_fonts_whatever_it_holds(made: Any) -> None:
    content = made()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert b"NotoSerifSC" in content
    assert b"DejaVu" not in content and b"Libertinus" not in content


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="characters"):
        minutes_pdf(dataclasses.replace(MEETING, minutes="言" * paper.LONGEST))


def test_control_characters_and_direction_marks_do_not_reach_the_paper() -> None:
    assert pdf.clean({"a": ["x\u202ey\x00", 3, True]}) == {"a": ["xy", 3, True]}


def test_without_fonts_the_set_up_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(fonts.FontMissing, match="make setup"):
        duty_pdf(DUTY)


def plan(county: Any) -> Any:
    kind = ActivityKind.objects.get(tenant=county.tenant, code="general_meeting")
    given = {"unit": county.units["Q1"], "kind": kind, "on": today(), "topic": EVIL, "agenda": ["一", EVIL]}
    return activities.plan(actor=county.actor("梅"), **given)


def test_the_notice_is_for_whoever_keeps_the_meeting(county: Any) -> None:
    activity = plan(county)
    assert actions.download_sheet(actor=county.actor("梅"), activity=activity).startswith(b"%PDF-")
    assert Entry.objects.filter(verb="reports.download_sheet", object_id=activity.pk).count() == 1
    for who in ("孙涛", "officer", "stranger"):
        with pytest.raises(NotAllowed):
            actions.download_sheet(actor=county.actor(who), activity=activity)
    dropped = activities.cancel(actor=county.actor("梅"), activity=activity, reason="停电")
    with pytest.raises(WrongState):
        actions.download_sheet(actor=county.actor("梅"), activity=dropped)


def test_minutes_and_ledger_go_the_same_way_as_their_other_forms(county: Any) -> None:
    activity = activities.archive(actor=county.actor("梅"), activity=plan(county), text=EVIL)
    assert actions.download_minutes(actor=county.actor("梅"), activity=activity, form="pdf").startswith(b"%PDF-")
    choice = Choice(county.units["Q1"])
    assert actions.download_ledger(actor=county.actor("officer"), choice=choice, form="pdf").startswith(b"%PDF-")
    with pytest.raises(NotAllowed):
        actions.download_ledger(actor=county.actor("stranger"), choice=choice, form="pdf")


def test_a_duty_is_explained_on_paper_to_those_who_see_it(county: Any) -> None:
    unit = county.units["Q1"]
    month = today().replace(day=1)
    duty = duty_of(county.tenant, unit, "theme-day", month, on=today())
    assert duty is not None
    assert actions.download_duty(actor=county.actor("孙涛"), unit=unit, duty=duty).startswith(b"%PDF-")
    with pytest.raises(NotAllowed):
        actions.download_duty(actor=county.actor("石磊"), unit=unit, duty=duty)


def test_pages_hand_out_the_form_that_is_asked_for(county: Any, client: Any) -> None:
    activity = activities.archive(actor=county.actor("梅"), activity=plan(county), text="讨论。")
    client.force_login(county.users["梅"])
    SignIn.objects.update(strong=True)
    unit = county.units["Q1"]
    for address in (
        f"/reports/minutes/{activity.pk}/?form=pdf",
        f"/reports/ledger/?unit={unit.pk}&form=pdf",
        f"/reports/duty/{unit.pk}/theme-day/{today().replace(day=1)}/",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), address
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for address in (f"/reports/minutes/{activity.pk}/?form=exe", "/reports/ledger/?form=exe"):
        assert client.get(address).status_code == 400
