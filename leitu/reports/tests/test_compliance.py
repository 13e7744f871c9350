"""The statement on burdens: every test and setting that it names exists, page and papers say the same."""

import ast
import io
import re
from importlib import import_module
from operator import attrgetter

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from leitu.audit.models import Entry
from leitu.reports.compliance import compliance
from tests.source import ROOT


def names_in(path: str) -> set[str]:
    """What a file of tests defines at its top: functions and classes."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)}


def test_every_named_test_exists() -> None:
    named = {test for line in compliance() for test in line.tests}
    assert len(named) > 15
    assert [test for test in named if test.split("::")[1] not in names_in(test.split("::")[0])] == []


def test_every_named_setting_exists() -> None:
    for line in compliance():
        for setting in line.settings:
            module, name = setting.split(":")
            assert attrgetter(name)(import_module(module)) is not None, setting


def test_all_five_prohibitions_are_there_with_source_and_proof() -> None:
    lines = compliance()
    assert {line.article for line in lines if "2026" in line.document} >= {f"五项禁止之{n}" for n in "一二三四五"}
    assert [line.code for line in lines if not (line.document and line.article and line.confidence)] == []
    assert [line.code for line in lines if line.is_of_product and not (line.tests and line.settings)] == []
    assert len({line.code for line in lines}) == len(lines)


@pytest.mark.django_db
def test_page_and_papers_say_the_same_to_everybody(county, sign_in) -> None:
    client = sign_in("孙涛")
    page = client.get(reverse("reports:compliance")).content.decode()
    docx = client.get(reverse("reports:compliance_paper"))
    said = "\n".join(line.text for line in Document(io.BytesIO(docx.content)).paragraphs)
    xlsx = client.get(f"{reverse('reports:compliance_paper')}?form=xlsx")
    cells = [str(cell.value) for row in load_workbook(io.BytesIO(xlsx.content)).active.iter_rows() for cell in row]
    for line in compliance():
        for text in (line.text, line.met, *line.tests):
            assert text in page
            assert text in said
            assert re.search(re.escape(text), "\n".join(cells))
    assert [entry.data["form"] for entry in Entry.objects.filter(verb="reports.download_compliance")] == [
        "docx",
        "xlsx",
    ]
    assert client.get(f"{reverse('reports:compliance_paper')}?form=pdf").status_code == 400
