"""The statutory bulletin: published headings and groups, totals to the last person, small numbers hidden outside."""

import datetime as dt
import io
import random

import pytest
from docx import Document
from openpyxl import load_workbook

from leitu.audit.models import Entry
from leitu.core.periods import add_months
from leitu.people import actions as people
from leitu.people.models import Membership
from leitu.reports import actions, bulletin
from leitu.reports.bulletin import Bar, Cell, Group, coarse, spare
from leitu.reports.bulletin_queries import bulletin_for, bulletin_of
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
TODAY = dt.date(2026, 3, 20)
CODES = ["", "21", "31", "61", "14"]
JOBS = ["", "0110", "1", "3", "4", "0253", "5"]


@pytest.fixture
def district(county):
    """Sixty more members of every kind, some with gaps in their record; one has left."""
    rng = random.Random(7)
    for number in range(60):
        joined = dt.date(rng.randint(1948, 2026), 1, rng.randint(1, 28))
        made = people.register_member(
            actor=county.console,
            unit=county.units[rng.choice(["Q1", "Q2", "B1", "B2"])],
            name=f"党员{number}",
            sex=rng.choice("0129"),
            nation=rng.choice(["01", "01", "01", "", "06"]),
            birth_on=rng.choice([None, dt.date(rng.randint(1930, 2006), rng.randint(1, 12), rng.randint(1, 28))]),
            education=rng.choice(CODES),
            job=rng.choice(JOBS),
            joined_on=joined,
            full_on=None,
        )
    people.end_membership(
        actor=county.console, membership=made, on=TODAY, ending="deceased", note="讣告", version=made.version
    )
    return county


def held(county, day: dt.date = TODAY) -> list[Membership]:
    rows = Membership.objects.filter(tenant=county.tenant, since__lte=day, until__gt=day)
    return list(rows.select_related("person"))


def age(born: dt.date) -> int:
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def cells(found, section: int, group: int) -> dict[str, int]:
    return {cell.label: cell.count for cell in found.sections[section].groups[group].cells}


def test_headings_and_groups_are_those_that_are_published(district):
    found = bulletin_of(district.units["C"], TODAY)
    assert [one.title for one in found.sections] == [
        "一、党员队伍情况",
        "二、发展党员情况",
        "三、党内表彰情况",
        "四、申请入党情况",
        "五、党组织情况",
    ]
    assert [one.title for one in found.sections[0].groups] == ["性别、民族和学历", "年龄", "入党时间", "职业"]
    assert list(cells(found, 0, 1))[:8] == [label for label, _low, _high in bulletin.AGES]
    assert list(cells(found, 0, 2))[:4] == [label for label, _until in bulletin.ENTRY]
    assert list(cells(found, 0, 3))[:8] == list(bulletin.OCCUPATIONS.values())


def test_every_number_is_what_counting_by_hand_gives(district):
    found, rows = bulletin_of(district.units["C"], TODAY), held(district)
    assert found.members == len(rows)
    people_of = [row.person for row in rows]
    traits = cells(found, 0, 0)
    assert traits["女党员"] == sum(one.sex == "2" for one in people_of)
    assert traits["少数民族党员"] == sum(one.nation not in ("", "01") for one in people_of)
    assert traits["大专及以上学历党员"] == sum(one.education[:1] in ("1", "2", "3") for one in people_of)
    ages = cells(found, 0, 1)
    for label, low, high in bulletin.AGES:
        assert ages[label] == sum(one.birth_on is not None and low <= age(one.birth_on) <= high for one in people_of)
    assert ages["未登记"] == sum(one.birth_on is None for one in people_of)
    entry = cells(found, 0, 2)
    start = dt.date.min
    for label, until in bulletin.ENTRY:
        end = until or dt.date.max
        assert entry[label] == sum(start <= (row.joined_on or start) < end for row in rows)
        start = end
    jobs = cells(found, 0, 3)
    assert jobs["党政机关工作人员"] == sum(one.job == "0110" for one in people_of)
    assert jobs["未登记"] == sum(one.job == "" for one in people_of)
    assert [sum(group.values()) for group in (ages, entry, jobs)] == [len(rows)] * 3
    assert sum(bar.men + bar.women + bar.others for bar in found.bars) == len(rows) - ages["未登记"]
    assert sum(cell.count or 0 for cell in found.sectors.cells) == len(rows)
    assert dict(found.forecast)["现在61岁及以上"] == ages["61岁及以上"]


def test_who_was_admitted_this_year_counts_where_he_was_admitted(district):
    found = bulletin_of(district.units["C"], TODAY)
    wanted = [row for row in held(district) if row.joined_on and row.joined_on.year == 2026]
    assert found.sections[1].begins == f"2026年1月1日至3月20日，共发展党员{len(wanted)}名。"


def test_a_unit_counts_what_is_below_it_and_a_past_day_what_was_then(district):
    whole = bulletin_of(district.units["C"], TODAY)
    towns = [bulletin_of(district.units[code], TODAY) for code in ("Q", "B")]
    assert sum(one.members for one in towns) == whole.members
    assert bulletin_of(district.units["Q1G"], TODAY).members == 2
    year_ago = add_months(TODAY, -12)
    past = bulletin_of(district.units["C"], year_ago)
    assert past.members == len(held(district, year_ago)) == whole.members_before


def test_organisations_by_form_and_field(county):
    found = bulletin_of(county.units["C"], TODAY)
    assert found.organisations == 7
    assert cells(found, 4, 0) == {"党的地方委员会": 1, "党工委": 0, "临时党支部": 0}
    assert cells(found, 4, 1) == {"基层党委": 2, "总支部": 0, "支部": 5}
    assert cells(found, 4, 2) == {"社区（居委会）基层党组织": 1, "行政村基层党组织": 2}
    assert cells(found, 4, 3)["机关基层党组织"] == 1


def group(*counts: int, total: int | None = None, adds_up: bool = True) -> Group:
    made = tuple(Cell(str(n), count) for n, count in enumerate(counts))
    return Group("组", made, sum(counts) if total is None else total, adds_up)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (group(10, 20, 30), [10, 20, 30]),
        (group(0, 20, 30), [0, 20, 30]),
        (group(3, 20, 30), [None, None, 30]),
        (group(3, 4, 30), [None, None, 30]),
        (group(1, 1, 30), [None, None, None]),
        (group(3, 20, total=50, adds_up=False), [None, 20]),
        (group(48, total=50, adds_up=False), [None]),
        (group(50, total=50, adds_up=False), [50]),
    ],
)
def test_small_numbers_and_what_would_give_them_away_are_hidden(given, shown):
    assert [cell.count for cell in spare(given).cells] == shown


def test_organisations_are_nobodys_secret():
    given = Group("基层组织", (Cell("基层党委", 2),), 7, measure="个")
    assert spare(given) == given


def test_small_bars_are_put_together():
    bars = (Bar("–20", 1, 1, 0), Bar("21–25", 5, 6, 0), Bar("26–30", 9, 9, 0), Bar("86–", 1, 0, 0))
    found = coarse(bars)
    assert [(one.ages, one.men, one.women) for one in found] == [("–25", 6, 7), ("26–", 10, 9)]
    assert coarse((Bar("–20", 1, 1, 0),)) == ()


def test_only_whoever_works_in_the_branch_sees_its_small_numbers(county):
    chen = county.persons["老陈"]
    people.correct_person(
        actor=county.console, person=chen, version=chen.version, sex="2", birth_on=dt.date(1950, 3, 7)
    )
    mine = bulletin_for(county.actor("梅"), county.units["Q1"], TODAY)
    above = bulletin_for(county.actor("officer"), county.units["Q1"], TODAY)
    assert cells(mine, 0, 0)["女党员"] == 1
    assert cells(above, 0, 0)["女党员"] is None
    assert sum(bar.women for bar in mine.bars) == 1
    assert sum(bar.women for bar in above.bars) == 0
    assert above.members == mine.members == 7


def test_page_and_papers_say_the_same_and_taking_them_is_on_record(district, sign_in):
    client, unit = sign_in("officer"), district.units["Q"]
    page = client.get(f"/reports/bulletin/{unit.pk}/").content.decode()
    found = bulletin_for(district.actor("officer"), unit, TODAY)
    assert found.summary in page
    assert "<svg" in page
    docx = client.get(f"/reports/bulletin/{unit.pk}/paper/")
    said = [one.text for one in Document(io.BytesIO(docx.content)).paragraphs]
    assert found.summary in said
    assert [one for one in said if one[:2] in ("一、", "二、", "三、", "四、", "五、")] == [
        one.title for one in found.sections
    ]
    xlsx = client.get(f"/reports/bulletin/{unit.pk}/paper/?form=xlsx")
    rows = list(load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True))
    assert ("总数", None, "党员总数", found.members, None) in [row[:5] for row in rows]
    assert Entry.objects.filter(verb="reports.download_bulletin").count() == 2
    assert client.get(f"/reports/bulletin/{unit.pk}/paper/?form=pdf").status_code == 400


@pytest.mark.parametrize("asked", ["", "?on=x", "?on=9999-12-31", "?on=1800-01-01"])
def test_what_is_no_day_of_the_past_is_passed_over(county, sign_in, asked):
    answer = sign_in("officer").get(f"/reports/bulletin/{county.units['Q'].pk}/{asked}")
    assert answer.status_code == 200
    assert "截至今天" in answer.content.decode()


def test_a_day_to_come_has_no_paper(county):
    with pytest.raises(Exception, match="不能晚于"):
        actions.download_bulletin(
            actor=county.actor("officer"), unit=county.units["Q"], on=TODAY + dt.timedelta(days=1)
        )


def test_a_dozen_questions_are_enough(district, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        bulletin_of(district.units["C"], TODAY)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (10110, 10009, "比上年同日净增101名，增幅为1.0%"),
        (1199, 1200, "比上年同日净减1名，降幅为0.1%"),
        (7, 7, "与上年同日持平"),
        (7, 0, "比上年同日净增7名"),
    ],
)
def test_less_is_a_fall_and_not_a_negative_rise(now, before, said):
    found = bulletin.Bulletin("县委", TODAY, now, before, 1, 1, ())
    assert f"党员总数为{now}名，{said}。" in found.summary
