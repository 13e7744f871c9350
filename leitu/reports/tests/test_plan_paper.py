"""The plan of a year as a Word file, month by month."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed
from leitu.plans import actions
from leitu.reports import actions as reports


def added(county):
    given = {"year": 2026, "title": "修路灯", "standard": "三盏都亮", "due_on": dt.date(2026, 9, 30)}
    return actions.add_line(actor=county.actor("梅"), unit=county.units["Q1"], **given)


def test_the_plan_leaves_as_a_word_file(county, sign_in):
    added(county)
    content = reports.download_plan(actor=county.actor("梅"), unit=county.units["Q1"], year=2026)
    words = "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    assert "2026年度计划" in words
    assert "修路灯：三盏都亮。自定，9月30日前" in words
    client = sign_in("梅")
    assert client.get(reverse("reports:plan", args=[county.units["Q1"].pk, 2026])).status_code == 200
    assert client.get(reverse("reports:plan", args=[county.units["Q1"].pk, 1999])).status_code == 404
    with pytest.raises(NotAllowed):
        reports.download_plan(actor=county.actor("孙涛"), unit=county.units["Q1"], year=2026)
    assert Entry.objects.filter(verb="reports.download_plan").count() == 2
