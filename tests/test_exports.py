"""Every list leaves as a file exactly as it is on screen: same rows, same columns, same order, on record."""

import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.orgs.models import Unit
from leitu.people import actions as people
from leitu.people import policies
from leitu.people.models import Membership, Person
from leitu.people.queries import LISTINGS
from leitu.people.releasing import FEW_PERSONS
from leitu.ui.exporting import Exportable, Handout
from leitu.ui.views import ListPage
from tests.access_matrix import MATRIX
from tests.test_bad_input import role_for
from tests.visitors import Visitors, address, addresses
from tests.world import World

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1")
NOT_HANDED_OUT = {
    "points:list": "no sheet exists in which points could be sorted: decision 0101",
    "oversight:accounts": "login names are no list for a sheet",
    "portal:branch_matters": "a member reads what is going on; whoever keeps the ledger hands it out there",
    "integrity:list": "what the discipline line looks after does not leave the house",
}
"""Lists that do not leave, and why."""
OF_PERSONS = {"people:list", "people:objections", "people:confirmations", "floating:list"}


def lists() -> dict[str, type[Any]]:
    """Every page with a list, by name."""
    found = {}
    for name, pattern in addresses().items():
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and issubclass(view, Exportable | ListPage) and name not in NOT_HANDED_OUT:
            found[name] = view
    return found


def sheet(content: bytes) -> tuple[list[str], list[str], list[list[Any]]]:
    """What stands above the table, its head, its rows."""
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0].font.b and row[0].font.sz == 10)
    above = [str(row[0].value) for row in rows[:head]]
    return above, [str(cell.value) for cell in rows[head]], rows[head + 1 :]


def test_every_list_is_among_them() -> None:
    assert {"orgs:list", "people:list", "activities:list", "norms:duties", "notices:list", "portal:quality"} <= set(
        lists()
    )


@pytest.mark.parametrize("name", sorted(lists()))
def test_every_list_is_handed_out_and_recorded(visitors: Visitors, scene: World, name: str) -> None:
    role = role_for(name)
    assert role is not None
    assert lists()[name].handed_out_by is not None
    place = address(scene, name, replace(MATRIX[name], query=""), "own")
    assert place is not None
    shown = visitors[role].get(place)
    asked = visitors[role].get(f"{place}?export=1")
    assert asked.status_code == 200
    before = Entry.objects.count()
    answer = visitors[role].post(f"{place}?export=1", {"purpose": "核对名册"})
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert answer["Content-Type"].endswith("sheet")
    above, head, rows = sheet(answer.content)
    assert len(head) > 1
    assert any("导出" in line for line in above)
    assert any(line.startswith("条件：") for line in above)
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert entry.verb == ("people.export_list" if name in OF_PERSONS else "orgs.export_list")
    assert entry.data["rows"] == len(rows)
    total = re.search(r"共 (\d+) 条", shown.content.decode())
    if total:
        assert len(rows) == int(total[1])


@pytest.mark.parametrize("name", ["orgs:list", "people:list"])
def test_a_table_and_its_file_say_the_same(visitors: Visitors, scene: World, name: str) -> None:
    """Cell by cell: what a reader sees, but for the dash of an empty cell and the way days are written."""
    client = visitors["county_officer"]
    query = "?sort=name&size=100"
    page = client.get(f"{reverse(name)}{query}").content.decode()
    _above, head, rows = sheet(client.post(f"{reverse(name)}{query}&export=1", {"purpose": "核对"}).content)
    assert [text_of(cell) for cell in re.findall(r"<th[^>]*>(.*?)</th>", page.split("<tbody>")[0], re.S)] == head
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    shown = [
        [text_of(cell).replace("—", "") for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]
    assert len(shown) > 3
    assert shown == [[as_shown(cell.value) for cell in row] for row in rows]


def text_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def as_shown(value: Any) -> str:
    return (
        f"{value.year}年{value.month}月{value.day}日" if hasattr(value, "year") else " ".join(str(value or "").split())
    )


def test_the_filter_narrows_the_file_and_stands_above_it(visitors: Visitors, scene: World) -> None:
    unit = scene.here.units["Q1"]
    address = f"{reverse('people:list')}?unit={unit.pk}&stage=full&q=&export=1"
    above, _head, rows = sheet(visitors["secretary"].post(address, {}).content)
    assert len(rows) == Membership.objects.filter(unit=unit, full_on__isnull=False, until__year=9999).count()
    assert f"条件：{unit.name}及以下；类别：正式党员" in above
    entry = Entry.objects.latest("pk")
    assert (entry.unit_id, entry.data["rows"]) == (unit.pk, len(rows))


def test_nothing_of_a_sheet_is_a_formula(visitors: Visitors, scene: World) -> None:
    unit = scene.here.units["Q1"]
    members = list(Membership.objects.filter(unit=unit).select_related("person")[: len(EVIL)])
    for membership, evil in zip(members, EVIL, strict=False):
        Person.objects.filter(pk=membership.person_id).update(name=evil)
    address = f"{reverse('people:list')}?unit={unit.pk}&export=1"
    _above, _head, rows = sheet(visitors["secretary"].post(address, {}).content)
    assert sum(str(row[0].value).startswith(EVIL) for row in rows) >= min(len(members), 4)
    assert {cell.data_type for row in rows for cell in row} <= {"s", "d", "n"}
    assert {row[0].data_type for row in rows} == {"s"}


def test_a_long_list_of_ones_own_branch_needs_a_purpose(visitors: Visitors, scene: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("leitu.people.views.persons.MemberList.purpose_above", 1)
    monkeypatch.setattr("leitu.people.releasing.FEW_PERSONS", 1)
    address = f"{reverse('people:list')}?export=1"
    before = Entry.objects.count()
    refused = visitors["secretary"].post(address, {"purpose": "  "})
    assert refused["Content-Type"].startswith("text/html")
    assert Entry.objects.count() == before
    above, _head, _rows = sheet(visitors["secretary"].post(address, {"purpose": "年报"}).content)
    assert "用途：年报" in above
    assert Entry.objects.latest("pk").data["purpose"] == "年报"
    assert "people.export_list" in LISTINGS


def test_a_too_long_list_says_how_to_go_on(visitors: Visitors, scene: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("leitu.orgs.exporting.MOST_ROWS", 1)
    answer = visitors["county_officer"].post(f"{reverse('orgs:list')}?export=1", {})
    assert "一个文件最多 1 条" in answer.content.decode()


def test_only_what_is_in_sight_leaves(visitors: Visitors, scene: World) -> None:
    """Sibling, cousin and foreign units stay where they are; out of sight is 404 as on the page."""
    units = scene.here.units
    _above, _head, rows = sheet(visitors["secretary"].post(f"{reverse('orgs:list')}?export=1", {}).content)
    names = {row[0].value for row in rows}
    assert units["Q1"].name in names
    assert units["B1"].name not in names
    foreign: Unit = scene.other.units["Q1"]
    for unit in (units["Q2"], foreign):
        assert visitors["secretary"].post(f"{reverse('people:list')}?unit={unit.pk}&export=1", {}).status_code == 404
    assert visitors["anonymous"].post(f"{reverse('orgs:list')}?export=1", {}).status_code == 302


def test_a_list_takes_no_other_post(visitors: Visitors, scene: World) -> None:
    assert visitors["secretary"].post(reverse("orgs:list"), {}).status_code == 405


def test_the_action_itself_asks_for_the_purpose(scene: World) -> None:
    handout = Handout("党员", (), (), FEW_PERSONS + 1, "", policies.VIEW, scene.here.units["Q1"])
    with pytest.raises(ValidationError):
        people.export_list(actor=scene.here.actor("梅"), handout=handout)
