"""What crosses floors in the discipline line: who is told, and that no list, search, paper or notice knows of it."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core import serializers
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.integrity import actions
from leitu.integrity.models import Appeal, RiskCheck, RiskPoint, Ruling
from leitu.integrity.tests.conftest import discipline_line
from leitu.integrity.tests.factories import risk, ruling
from leitu.notices.collect import notices_of
from leitu.notices.models import Notice
from leitu.notices.wording import href, sentence
from leitu.reports.actions import download_own
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "discipline_line", "linshui", "on_that_friday", "sign_in"]
MARK = "金丝雀"
"""In every word that leitu/integrity/tests/factories.py writes."""


def told(verb: str) -> list[int]:
    return [notice.user_id for notice in notices_of(Entry.objects.get(verb=verb))]


@pytest.fixture
def appealed(county: Any) -> Ruling:
    """A risk point with a check, and a ruling that was told, appealed and answered."""
    actions.check_risk(actor=county.actor("赵敏"), point=risk(county), outcome="weak", text=f"{MARK}单子不全")
    row = ruling(county)
    actions.look_at_ruling(actor=county.actor("town_body"), ruling=row, purpose="handle")
    actions.appeal(actor=county.actor("孙涛"), ruling=row, text=f"{MARK}当时在住院")
    return actions.answer_appeal(actor=county.actor("county_body"), ruling=row, outcome="upheld", answer=f"{MARK}维持")


def test_whom_it_is_about_is_told_and_nobody_else(county: Any, appealed: Ruling) -> None:
    assert told("integrity.enter_ruling") == [county.users["孙涛"].pk]
    assert told("integrity.answer_appeal") == [county.users["孙涛"].pk]
    assert set(told("integrity.appeal")) == {county.users["town_body"].pk, county.users["county_body"].pk}


def test_of_a_unit_its_secretary_is_told(county: Any) -> None:
    ruling(county, about="Q1", way="unit_review")
    assert told("integrity.enter_ruling") == [county.users["梅"].pk]


def test_a_notice_says_nothing_but_that_there_is_something(county: Any, appealed: Ruling) -> None:
    for verb, leads in (
        ("enter_ruling", "portal:mine"),
        ("answer_appeal", "portal:mine"),
        ("appeal", "integrity:rulings"),
    ):
        for notice in notices_of(Entry.objects.get(verb=f"integrity.{verb}")):
            assert isinstance(notice, Notice) and notice.data == {}
            assert "提醒谈话" not in sentence(notice) and "形态" not in sentence(notice)
            assert href(notice) == reverse(leads)


def test_nothing_of_it_lies_in_a_dump_in_clear(appealed: Ruling) -> None:
    for model in (RiskPoint, RiskCheck, Ruling, Appeal, Entry):
        rows = json.loads(serializers.serialize("json", model.objects.all()))
        assert rows and MARK not in json.dumps(rows, ensure_ascii=False), model


@pytest.mark.parametrize("who", ["梅", "officer", "county_officer", "inspector", "auditor", "administrator"])
def test_no_search_list_or_record_knows_of_it(county: Any, sign_in: Any, appealed: Ruling, who: str) -> None:
    client, person = sign_in(who), county.persons["孙涛"]
    pages = ["/", f"/search/?q={MARK}", f"/search/?q={appealed.number}", person.get_absolute_url()]
    pages += ["/people/", "/matters/", county.units["Q1"].get_absolute_url()]
    for page in pages:
        said = client.get(page).content.decode().replace(f'value="{MARK}"', "").replace(f"“{MARK}”", "")
        assert MARK not in said and f'href="{reverse("integrity:list")}' not in said, page
        assert "问责和处理" not in said, page


def test_the_file_of_oneself_leaves_it_on_its_page(county: Any, appealed: Ruling) -> None:
    content = download_own(actor=county.actor("孙涛"), person=county.persons["孙涛"])
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.namelist()
        assert not any(MARK.encode() in file.read(name) for name in file.namelist())
