"""Thematic reports, for programs: the year of every unit, one report, and the steps between both sides."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, Paper, one
from leitu.api.schema import Asked, Id, In, Listed, Named, Out, Question, listed
from leitu.orgs.models import Unit
from leitu.reports.paper import MEDIA, file_name
from leitu.thematic import actions, forms, policies, queries
from leitu.thematic.models import ThematicReport

area = Area("thematic", _("专题报告"))
ReportBody: Any = body("ThematicBody", forms.ReportForm, version=True)
RemarkBody: Any = body("ThematicRemarkBody", forms.RemarkForm, version=True)
Year = Annotated[int, Field(ge=1900, le=9000)]


class ThematicQuestion(Asked):
    """Without a year it is this one."""

    year: Year | None = None


class ThematicPaperQuestion(Question):
    form: Literal["docx", "pdf"] = "docx"


class DraftBody(In):
    """Whose report, of which year."""

    unit: Id
    year: Year


class ThematicLine(Out):
    """One report without its text."""

    id: int
    unit: Named
    year: int
    state: str
    superior: Named | None
    sent_on: dt.date | None
    received_on: dt.date | None


class ThematicRecord(ThematicLine):
    """One report; ``matter`` is what became of the remark."""

    title: str
    text: str
    remark: str
    matter: int | None
    version: int


def _head(row: ThematicReport) -> dict[str, Any]:
    above = Named(id=row.superior.pk, name=row.superior.name) if row.superior else None
    own = {name: getattr(row, name) for name in ("year", "state", "sent_on", "received_on")}
    return {"id": row.pk, "unit": Named(id=row.unit_id, name=row.unit.name), "superior": above, **own}


def line(row: ThematicReport) -> ThematicLine:
    return ThematicLine(**_head(row))


def full(row: ThematicReport) -> ThematicRecord:
    said = {name: getattr(row, name) for name in ("title", "text", "remark", "version")}
    return ThematicRecord(**_head(row), **said, matter=row.matter_id)


def _report(request: Call, pk: int) -> ThematicReport:
    rows = ThematicReport.objects.visible_to(request.actor).select_related("unit", "superior")
    found: ThematicReport = one(rows, pk=pk)
    return found


@area.reads("/", "thematic.list", policies.VIEW)
def list_reports(request: Call, asked: Query[ThematicQuestion]) -> Listed[ThematicLine]:
    """The reports of a year in sight; a unit that is missing has not reported."""
    rows = ThematicReport.objects.visible_to(request.actor).filter(year=asked.year or queries.years()[0])
    return listed(rows.select_related("unit", "superior").order_by("unit__name", "pk"), asked, line)


@area.reads("/{int:pk}", "thematic.show", policies.VIEW)
def show(request: Call, pk: int) -> ThematicRecord:
    """One report with its text."""
    return full(_report(request, pk))


@area.acts("/draft", "thematic.draft_report", policies.WRITE)
def draft_report(request: Call, data: DraftBody) -> ThematicRecord:
    """Draft a unit's report of a year from what is on record."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW).select_related("tenant"), pk=data.unit)
    policies.WRITE.require(request.actor, unit)
    return full(actions.draft_report(actor=request.actor, unit=unit, year=data.year))


@area.acts("/{int:pk}/change", "thematic.change_report", policies.WRITE)
def change_report(request: Call, pk: int, data: ReportBody) -> ThematicRecord:
    """Write on."""
    report = _report(request, pk)
    policies.WRITE.require(request.actor, report)
    given = clean(forms.ReportForm, data)
    return full(actions.change_report(actor=request.actor, report=report, version=data.version, **given))


@area.acts("/{int:pk}/send", "thematic.send_report", policies.WRITE)
def send_report(request: Call, pk: int) -> ThematicRecord:
    """Send it to the unit above."""
    report = _report(request, pk)
    policies.WRITE.require(request.actor, report)
    return full(actions.send_report(actor=request.actor, report=report))


@area.acts("/{int:pk}/take_back", "thematic.take_back_report", policies.WRITE)
def take_back_report(request: Call, pk: int) -> ThematicRecord:
    """A draft again, as long as nobody has received it."""
    report = _report(request, pk)
    policies.WRITE.require(request.actor, report)
    return full(actions.take_back_report(actor=request.actor, report=report))


@area.acts("/{int:pk}/receive", "thematic.receive_report", policies.RECEIVE)
def receive_report(request: Call, pk: int, data: RemarkBody) -> ThematicRecord:
    """The superior has read it; a remark becomes a matter."""
    report = _report(request, pk)
    policies.RECEIVE.require(request.actor, report.superior or report.unit)
    given = clean(forms.RemarkForm, data)
    return full(actions.receive_report(actor=request.actor, report=report, version=data.version, **given))


@area.hands_out("/{int:pk}/paper", "thematic.download_report", policies.VIEW)
def download_report(request: Call, pk: int, asked: Query[ThematicPaperQuestion]) -> Paper:
    """专题报告 as .docx or PDF; marked as a draft until it is sent."""
    report = _report(request, pk)
    content = actions.download_report(actor=request.actor, report=report, form=asked.form)
    return Paper(content, MEDIA[asked.form], file_name(f"{report.unit.name} {report.title}.{asked.form}"))
