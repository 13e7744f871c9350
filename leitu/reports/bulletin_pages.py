"""党内统计公报 on the screen: the published groups, the pyramid of ages, and the papers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from leitu.core.clock import today
from leitu.core.periods import BEGINNING
from leitu.orgs.models import Unit
from leitu.people import policies
from leitu.reports import actions
from leitu.reports.bulletin import Bar, Bulletin
from leitu.reports.bulletin_queries import bulletin_for, is_of_branch
from leitu.reports.paper import MEDIA, file_name
from leitu.ui.parts import Column, Link
from leitu.ui.views import DetailPage, OfObject

ROW, WIDE, GAP = 16, 150, 26
"""Of the picture: height of a bar, width of each half, room for the ages between them."""


@dataclass(frozen=True)
class Drawn:
    """A bar of the pyramid: where it stands, how far it reaches to either side, what it says."""

    y: int
    text_y: int
    ages: str
    men: int
    men_x: float
    men_width: float
    women: int
    women_width: float


def drawn(bars: tuple[Bar, ...]) -> list[Drawn]:
    """The bars, the oldest on top, scaled to the longest."""
    longest = max((max(bar.men, bar.women) for bar in bars), default=0)
    if not longest:
        return []
    found = []
    for number, bar in enumerate(reversed(bars)):
        men, women = (round(count * WIDE / longest, 1) for count in (bar.men, bar.women))
        y = number * (ROW + 3)
        found.append(Drawn(y, y + 12, bar.ages, bar.men, WIDE - men, men, bar.women, women))
    return found


class OfBulletin(OfObject):
    """A unit whose members the actor sees, on the day that the address names (today)."""

    permission = policies.VIEW
    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW)

    @property
    def day(self) -> dt.date:
        """What is no day of the past is passed over."""
        try:
            asked = dt.date.fromisoformat(self.request.GET.get("on", ""))
        except ValueError:
            return today()
        return asked if BEGINNING <= asked <= today() else today()

    def bulletin(self) -> Bulletin:
        return bulletin_for(self.actor, self.object, self.day)


class BulletinPage(OfBulletin, DetailPage):
    template_name = "reports/bulletin.html"

    def get_title(self) -> str:
        return _("党内统计公报")

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def get_context(self, **more: Any) -> dict[str, Any]:
        said, day = self.bulletin(), self.day
        bars, paper = drawn(said.bars), reverse("reports:bulletin_paper", args=[self.object.pk])
        return super().get_context(
            said=said,
            day=day,
            is_today=day == today(),
            ends=[dt.date(day.year - back, 12, 31) for back in (1, 2, 3)],
            is_own=is_of_branch(self.actor, self.object),
            bars=bars,
            height=len(bars) * (ROW + 3),
            width=2 * WIDE + 2 * GAP,
            women_x=WIDE + 2 * GAP,
            middle=WIDE + GAP,
            columns=[Column(_("项目")), Column(_("数量"), numeric=True), Column(_("占比"), numeric=True)],
            ages=[Column(_("年龄")), Column(_("男"), numeric=True), Column(_("女"), numeric=True)],
            docx_href=f"{paper}?on={day}",
            xlsx_href=f"{paper}?on={day}&form=xlsx",
            **more,
        )


class BulletinPaper(OfBulletin, DetailPage):
    """The same as .docx, or as .xlsx with ``?form=xlsx``."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = request.GET.get("form", "") or actions.DOCX
        if form not in (actions.DOCX, actions.XLSX):
            return self.refused(ValidationError(_("没有这种格式。")), 400)
        unit = self.object = self.load()
        content = actions.download_bulletin(actor=self.actor, unit=unit, on=self.day, form=form)
        name = file_name(f"{unit.name} {self.day:%Y-%m-%d} 党内统计公报.{form}")
        disposition = content_disposition_header(True, name)
        return HttpResponse(content, content_type=MEDIA[form], headers={"Content-Disposition": disposition})
