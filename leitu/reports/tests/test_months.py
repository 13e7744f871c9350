"""月报: it exists by itself, agrees with its lists, is confirmed by hand or by silence, and shows what changed since."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from docx import Document

from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.guidance import actions as guidance
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.matters.tests.factories import in_state
from leitu.norms import actions as norms
from leitu.notices.collect import collect
from leitu.notices.models import Notice
from leitu.notices.wording import sentence
from leitu.people import actions as people
from leitu.reports import actions, month_queries, months
from leitu.reports.models import MonthReport
from leitu.reports.month_paper import month_docx
from leitu.reports.month_work import work_lines
from leitu.reports.tasks import confirm_months, make_month_reports

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MAY = dt.date(2026, 5, 1)


def on(day: int, month: int = 6) -> Any:
    return time_machine.travel(dt.datetime(2026, month, day, 9, 30, tzinfo=SHANGHAI), tick=False)


def held(county: Any, code: str, day: dt.date, unit: str = "Q1", **more: Any) -> Activity:
    kind = ActivityKind.objects.get(tenant=county.tenant, code=code)
    planned = activities.plan(actor=county.actor("梅"), unit=county.units[unit], kind=kind, on=day, **more)
    return activities.archive(actor=county.actor("梅"), activity=planned)


@pytest.fixture
def may(county: Any) -> Any:
    """A branch that held its committee and its group meeting in May, and no theme day."""
    with on(14, 5):
        held(county, "committee_meeting", dt.date(2026, 5, 12))
        held(county, "group_meeting", dt.date(2026, 5, 13), "Q1G")
        kind = ActivityKind.objects.get(tenant=county.tenant, code="theme_day")
        activities.plan(actor=county.actor("梅"), unit=county.units["Q1"], kind=kind, on=dt.date(2026, 5, 30))
    return county


def report(county: Any, unit: str = "Q1") -> month_queries.Report:
    return month_queries.report_of(county.tenant, county.units[unit], month_queries.month_span(MAY))


def test_it_counts_the_branch_with_its_groups(may: Any) -> None:
    with on(2):
        found = report(may)
    numbers = found.numbers
    assert {name: (one.held, one.expected, one.present) for name, one in numbers.kinds.items()} == {
        "支委会": (1, 3, 3),
        "党小组会": (1, 2, 2),
    }
    assert (numbers.held, numbers.unfinished, numbers.members) == (2, 1, 7)
    assert [one.unit.code for one in found.activities] == ["Q1", "Q1G", "Q1"]


def test_every_number_is_its_list(may: Any) -> None:
    with on(2):
        found = report(may)
    archived = [one for one in found.activities if one.state == Activity.State.ARCHIVED]
    assert found.numbers.held == len(archived)
    assert found.numbers.expected == sum(one.expected_count for one in archived)
    states = [duty.state.value for duty in found.duties]
    assert found.numbers.met == states.count("met") > 0
    assert found.numbers.overdue == len(states) - states.count("met") - states.count("waived") > 0


def close_one(county: Any) -> Matter:
    """A problem of the branch that was closed in time, on the twentieth of May; another one stays open."""
    with on(18, 5):
        matter = in_state(county, "close_requested")
        in_state(county, "published", title="学习资料没有发到")
    with on(20, 5):
        return matters.close(actor=county.actor("officer"), matter=matter, finding="看过了")


def test_what_was_closed_inspected_and_guided_comes_by_itself(may: Any, client: Any) -> None:
    closed = close_one(may)
    leader = may.persons["周芳"]
    since = dt.date(2025, 1, 1)
    people.appoint(actor=may.console, unit=may.units["Q"], person=leader, title="committee_member", since=since)
    with on(19, 5):
        pair = guidance.assign(
            actor=may.actor("officer"), unit=may.units["Q1"], person=leader, from_unit=may.units["Q"]
        )
        guidance.visit(actor=may.actor("officer"), liaison=pair, on=dt.date(2026, 5, 19), tags=["guided"])
        guidance.withdraw_visit(
            actor=may.actor("officer"),
            visit=guidance.visit(actor=may.actor("officer"), liaison=pair, on=dt.date(2026, 5, 19), tags=["solved"]),
        )
    with on(2):
        found = report(may)
        numbers = found.numbers
        assert (numbers.closed_on_time, numbers.closed_late, numbers.reopened, numbers.guided) == (1, 0, 0, 1)
        assert [line.title for line in work_lines(may.actor("梅"), found)] == [
            "5月19日 周芳联系指导",
            "5月20日 核查销号：学习记录缺签字",
        ]
        assert [line.href for line in work_lines(may.actor("孙涛"), found)] == ["", ""]
        client.force_login(may.users["梅"])
        page = client.get(f"/reports/months/{may.units['Q1'].pk}/2026-05/").content.decode()
        assert closed.get_absolute_url() in page
        assert pair.get_absolute_url() in page
        assert "本月销号1件；上级联系指导1次。" in paper_text(may)
        matters.reopen(actor=may.actor("officer"), matter=closed, reason="又有一次没签")
        assert report(may).numbers.reopened == 0, "it came back in June"


def paper_text(county: Any) -> str:
    paper = month_docx(month_queries.month_paper(report(county)))
    return "\n".join(one.text for one in Document(io.BytesIO(paper)).paragraphs)


def test_many_branches_at_once_give_what_each_gives(may: Any) -> None:
    span = month_queries.month_span(MAY)
    with on(2):
        everybody = months.month_numbers(may.tenant, span)
        assert set(everybody) == {may.units[code].pk for code in ("Q1", "Q2", "Q3", "B1", "B2")}
        for key, numbers in everybody.items():
            assert months.month_numbers(may.tenant, span, [key])[key] == numbers


def test_a_waived_duty_stands_apart(may: Any) -> None:
    with on(2):
        before = report(may).numbers
        norms.waive(
            actor=may.actor("officer"),
            unit=may.units["Q1"],
            norm="theme-day",
            period_start=MAY,
            ground="farming",
            reason="春耕",
        )
        after = report(may).numbers
    assert (after.waived, after.overdue, after.met) == (1, before.overdue - 1, before.met)


def test_there_is_none_before_the_month_is_over(may: Any) -> None:
    with on(31, 5):
        assert not months.has_report(may.tenant, MAY)
    with on(1):
        assert months.has_report(may.tenant, MAY)


def test_it_is_confirmed_with_a_sentence_and_keeps_its_numbers(may: Any) -> None:
    with on(2):
        row = actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY, sentence=" 主题党日改期。 ")
        found = report(may)
        assert (row.sentence, found.state, found.changes) == ("主题党日改期。", "by_hand", [])
        assert row.digest == found.numbers.digest == months.digest_of(row.numbers)
        with pytest.raises(WrongState):
            actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY)
        entry = Entry.objects.get(verb="reports.confirm_month")
        assert "主题党日" not in str(entry.data), "the sentence is in its row, not in the log"


def test_what_is_entered_later_shows_as_a_change(may: Any) -> None:
    with on(2):
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY)
    with on(9):
        theme = Activity.objects.get(kind__code="theme_day")
        activities.archive(actor=may.actor("梅"), activity=theme)
        assert report(may).changes == [
            "开展组织生活 2 → 3",
            "补录 0 → 1",
            "还没有归档 1 → 0",
            "办到 2 → 3",
            "未办到 1 → 0",
        ]


def test_a_confirmation_can_be_taken_back_until_the_fifth(may: Any) -> None:
    with on(2):
        row = actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY, sentence="好")
        back = actions.withdraw_month(actor=may.actor("李强"), row=row)
        assert (back.confirmed_at, back.sentence, report(may).state) == (None, "好", "waiting")
        with pytest.raises(WrongState):
            actions.withdraw_month(actor=may.actor("梅"), row=back)
        row = actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY)
    with on(5), pytest.raises(WrongState):
        actions.withdraw_month(actor=may.actor("梅"), row=row)


def test_silence_confirms_on_the_fifth(may: Any) -> None:
    with on(4):
        assert report(may).state == "waiting"
        assert confirm_months() == {"confirmed": 0}
    with on(5):
        assert report(may).state == "by_silence", "also before the job has run"
        assert confirm_months() == {"confirmed": 5}
        assert confirm_months() == {"confirmed": 0}
        row = MonthReport.objects.get(unit=may.units["Q1"])
        assert row.by_silence and row.digest == report(may).numbers.digest
        with pytest.raises(WrongState):
            actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY)


def test_silence_leaves_what_was_confirmed_by_hand(may: Any) -> None:
    with on(3):
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY, sentence="好")
    with on(6):
        assert confirm_months() == {"confirmed": 4}
        assert report(may).state == "by_hand"


@pytest.mark.parametrize("who", ["孙涛", "officer", "石磊", "inspector", "stranger"])
def test_only_the_branch_confirms(may: Any, who: str) -> None:
    with on(2):
        with pytest.raises(NotAllowed):
            actions.confirm_month(actor=may.actor(who), unit=may.units["Q1"], month=MAY)
        row = actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY)
        with pytest.raises(NotAllowed):
            actions.withdraw_month(actor=may.actor(who), row=row)


@pytest.mark.parametrize("month", [dt.date(2026, 6, 1), dt.date(2026, 5, 2), dt.date(2023, 12, 1)])
def test_only_a_month_that_has_a_report_is_confirmed(may: Any, month: dt.date) -> None:
    with on(2), pytest.raises(WrongState):
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=month)


def test_a_sentence_is_no_essay(may: Any) -> None:
    with on(2), pytest.raises(ValidationError):
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY, sentence="长" * 201)


def test_a_group_has_no_report_of_its_own(may: Any) -> None:
    with on(2), pytest.raises(WrongState):
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1G"], month=MAY)


def test_people_cannot_play_the_machine(may: Any) -> None:
    with on(6):
        for act in (actions.make_month_reports, actions.confirm_silently):
            with pytest.raises(NotAllowed):
                act(actor=may.actor("county_officer"), tenant=may.tenant, month=MAY)


def test_the_secretaries_are_told_on_the_first_once(may: Any) -> None:
    with on(1):
        assert make_month_reports() == {"said": 1}
        assert make_month_reports() == {"said": 0}
        collect()
        told = Notice.objects.filter(kind="report", tenant=may.tenant)
        assert {notice.user for notice in told} == {may.users[name] for name in ("梅", "石磊", "东方明")}
        assert sentence(told[0]) == "2026年5月月报已生成，5日自动确认，不用填"


def test_the_paper_says_what_the_page_says(may: Any) -> None:
    with on(2):
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY, sentence="<b>好</b> {{ x }} #x")
        content = actions.download_month(actor=may.actor("officer"), unit=may.units["Q1"], month=MAY)
        said = "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
        assert "本月开展组织生活2次，应到5人次，实到5人次。" in said
        assert "本月到期3项，办到2项，未办到1项。" in said
        assert "<b>好</b> {{ x }} #x" in said
        assert "确认人：梅" in said
        paper = actions.download_month(actor=may.actor("officer"), unit=may.units["Q1"], month=MAY, form="pdf")
        assert paper.startswith(b"%PDF-")
        with pytest.raises(NotAllowed):
            actions.download_month(actor=may.actor("stranger"), unit=may.units["Q1"], month=MAY)
        with pytest.raises(WrongState):
            actions.download_month(actor=may.actor("officer"), unit=may.units["Q1"], month=dt.date(2026, 6, 1))


def test_the_home_page_says_that_it_confirms_itself(may: Any, client: Any) -> None:
    line = "5月月报已生成，5日自动确认"
    with on(3):
        client.force_login(may.users["梅"])
        assert line in client.get("/").content.decode()
        actions.confirm_month(actor=may.actor("梅"), unit=may.units["Q1"], month=MAY)
        assert line not in client.get("/").content.decode()
    with on(5):
        client.force_login(may.users["梅"])
        assert line not in client.get("/").content.decode()


def test_the_list_is_by_name_and_confirming_is_one_page(may: Any, client: Any) -> None:
    from leitu.accounts.models import SignIn

    with on(3):
        client.force_login(may.users["officer"])
        SignIn.objects.update(strong=True)
        shown = client.get("/reports/months/?month=2026-05").content.decode()
        places = [shown.index(may.units[code].name) for code in ("Q2", "Q1", "Q3")]
        assert "东坡村" not in shown
        names = sorted(may.units[code].name for code in ("Q1", "Q2", "Q3"))
        assert [shown.index(name) for name in names] == sorted(places)
        client.force_login(may.users["梅"])
        address = f"/reports/months/{may.units['Q1'].pk}/2026-05/"
        client.post(f"{address}confirm/", {"sentence": "都好。"})
        assert "都好。" in client.get(address).content.decode()
        client.post(f"{address}withdraw/")
        assert MonthReport.objects.get().confirmed_at is None


@pytest.mark.parametrize("month", ["2026-06", "2026-13", "0000-01", "2026-5", "x"])
def test_what_is_no_month_is_no_page(may: Any, client: Any, month: str) -> None:
    with on(3):
        client.force_login(may.users["梅"])
        assert client.get(f"/reports/months/{may.units['Q1'].pk}/{month}/").status_code == 404
