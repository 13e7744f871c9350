"""The meeting page that changes with the state, and what is read or printed from it."""

from typing import Any

import segno
from django.db.models import QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from leitu.activities import life, policies, queries, wording
from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.activities.views import drafts
from leitu.activities.views.shared import OfActivity
from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.ui.once import new_key
from leitu.ui.parts import RollLine
from leitu.ui.views import DetailPage

State = Activity.State
GUEST_LINES = 4
"""Empty lines for guests on the printed sheet."""


def join_url(page: DetailPage, activity: Activity) -> str:
    """The address of the room's link."""
    return page.request.build_absolute_uri(reverse("activities:join", args=[activity.link_secret]))


def qr(url: str) -> str:
    """The address as a QR code, as an SVG picture that fits into an <img>."""
    return str(segno.make(url, error="m", micro=False).svg_data_uri(border=2, dark="#1F2328", light="#FFFFFF", scale=8))


class Show(OfActivity, DetailPage):
    """One meeting through its whole life."""

    permission = policies.VIEW
    template_name = "activities/show.html"

    def get_title(self) -> str:
        return str(self.object.kind.name)

    def get_context(self, **more: Any) -> dict[str, Any]:
        activity, actor = self.object, self.actor
        keeps = policies.KEEP.allows(actor, activity)
        holds = policies.HOLD.allows(actor, activity)
        reads = queries.may_read_minutes(actor, activity)
        names = queries.may_read_names(actor, activity)
        context = super().get_context(
            road=wording.road(activity),
            when=wording.when(activity),
            phase=phase(activity),
            keeps=keeps,
            reads=reads,
            sees_names=names,
            agenda=list(activity.agenda.order_by("order")),
            sittings=self.sittings(),
            can={step: life.may(activity, step) and (holds if step in life.HOLDERS else keeps) for step in life.MAY},
            keys={name: new_key() for name in ("notify", "start", "roll", "archive")},
            version=activity.version,
            rule=wording.rule(activity.kind),
            moments=moments(activity) if keeps or policies.READ_MINUTES.allows(actor, activity) else [],
            docx_href=self.docx_href() if reads and names and activity.state in life.HELD else "",
            **more,
        )
        context |= self.numbers_context()
        if phase(activity) == "before":
            context |= self.before_context(keeps)
        elif phase(activity) == "during":
            context |= self.during_context(keeps)
        elif phase(activity) in ("ended", "late") and keeps:
            context |= {
                "archive_form": drafts.archive_form(activity, self.attendees, reads=reads, nobody=not self.expected),
                **drafts.archive_context(activity, self.attendees),
            }
        if reads:
            context |= {
                "minutes": queries.latest_minutes(activity),
                "resolutions": list(activity.resolutions.order_by("order")),
            }
        if names and phase(activity) == "archived":
            context["lists"] = self.lists(keeps)
        return context

    def numbers_context(self) -> dict[str, Any]:
        numbers = queries.numbers(self.object, self.attendees)
        return {
            "numbers": numbers,
            "quorum": wording.quorum_sentence(self.object.kind, numbers),
            "quorum_rule": wording.rule(self.object.kind, "quorum"),
            "votes": self.object.kind.majority != ActivityKind.Majority.NONE,
            "majority": wording.majority_sentence(self.object.kind, numbers),
            "majority_rule": wording.rule(self.object.kind, "majority"),
        }

    def before_context(self, keeps: bool) -> dict[str, Any]:
        activity = self.object
        url = join_url(self, activity)
        mine = next((one for one in self.attendees if one.row.person_id == self.actor.person_id), None)
        asked = [one for one in self.attendees if one.row.pk and one.row.state == Attendance.State.EXCUSED]
        return {
            "notice": wording.notice(activity, list(activity.agenda.order_by("order")), url) if keeps else "",
            "join_url": url if keeps else "",
            "mine": mine if mine is not None and not mine.is_guest and life.may(activity, "answer") else None,
            "asked": asked if keeps else [],
            "may_start_today": activity.on <= today(),
        }

    def during_context(self, keeps: bool) -> dict[str, Any]:
        url = join_url(self, self.object)
        mine = next((one for one in self.attendees if one.row.person_id == self.actor.person_id), None)
        found: dict[str, Any] = {"join_url": url, "mine": mine}
        if keeps:
            found |= {"qr": qr(url), "roll_form": drafts.roll_form(self.object, self.attendees)}
        return found

    def lists(self, keeps: bool) -> list[tuple[Any, list[tuple[str, str]]]]:
        """Who was there and who was not, with the reason of leave only for those who keep the record and oneself."""
        groups: list[tuple[Any, list[tuple[str, str]]]] = []
        heads = (
            (_("到会"), lambda one: one.row.state == Attendance.State.PRESENT and not one.is_guest),
            (_("请假"), lambda one: one.row.state == Attendance.State.EXCUSED and not one.row.is_exempt),
            (_("缺席"), lambda one: one.row.state == Attendance.State.ABSENT and not one.row.is_exempt),
            (
                _("免于硬性要求，未到"),
                lambda one: one.row.is_exempt and one.row.state != Attendance.State.PRESENT,
            ),
            (_("列席"), lambda one: one.is_guest),
        )
        for title, fits in heads:
            names = [(one.name, self.note(one, keeps)) for one in self.attendees if fits(one)]
            if names:
                groups.append((title, names))
        return groups

    def note(self, one: queries.Attendee, keeps: bool) -> str:
        if one.is_guest:
            return one.home
        if one.row.is_exempt:
            return ""
        return str(one.row.note) if keeps or one.row.person_id == self.actor.person_id else ""

    def sittings(self) -> "QuerySet[Any] | list[Any]":
        """The other activities of the same sitting."""
        activity = self.object
        if not activity.sitting:
            return []
        # A sitting is one unit's; without its unit every activity on record would be looked through.
        rows = Activity.objects.visible_to(self.actor).filter(unit_id=activity.unit_id, sitting=activity.sitting)
        return rows.exclude(pk=activity.pk).select_related("kind").order_by("pk")

    def docx_href(self) -> str:
        """The record as a paper; the page belongs to the floor above, so it may not be there."""
        try:
            return reverse("reports:minutes", args=[self.object.pk])
        except NoReverseMatch:
            return ""


def phase(activity: Activity) -> str:
    """Which face the page shows: before, late (its day has gone by), during, ended, archived, dropped."""
    if activity.state in life.BEFORE:
        return "late" if activity.on < today() else "before"
    return {
        State.UNDER_WAY: "during",
        State.ENDED: "ended",
        State.ARCHIVED: "archived",
    }.get(State(activity.state), "dropped")


class Presence(OfActivity, DetailPage):
    """Who has scanned so far: a line that the recorder's page and the projector fetch again and again."""

    permission = policies.VIEW
    template_name = "activities/presence.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        scanned = [one.name for one in self.attendees if one.row.pk and one.row.via == Attendance.Via.SCAN]
        shows_names = policies.KEEP.allows(self.actor, self.object)
        return super().get_context(
            scanned=scanned, shows_names=shows_names and not self.request.GET.get("numbers"), **more
        )


class MinutesPage(OfActivity, DetailPage):
    """All revisions of the minutes, newest first."""

    permission = policies.VIEW
    template_name = "activities/minutes.html"
    title = _("会议记录的每一稿")

    def load(self) -> Any:
        found = super().load()
        if not queries.may_read_minutes(self.actor, found):
            raise Http404
        return found

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(revisions=self.object.minutes.order_by("-revision"), **more)


class Sheet(OfActivity, DetailPage):
    """The notice as a printed sheet, with room for signatures."""

    permission = policies.KEEP
    template_name = "activities/sheet.html"

    def load(self) -> Any:
        found = super().load()
        policies.KEEP.require(self.actor, found)
        return found

    def get_context(self, **more: Any) -> dict[str, Any]:
        lines = [wording.roll_line(one, on_paper=True) for one in self.attendees if not one.is_guest]
        lines += [RollLine("", "")] * (GUEST_LINES + len(lines) % 2)
        half = len(lines) // 2
        return super().get_context(
            when=wording.when(self.object),
            who=wording.who_comes(self.object.kind),
            agenda=self.object.agenda.order_by("order"),
            pairs=list(zip(lines[:half], lines[half:], strict=True)),
            back_href=self.object.get_absolute_url(),
            **more,
        )


class Projector(OfActivity, DetailPage):
    """For the wall of the room: the code and the agenda in large type. Nobody has to scan."""

    permission = policies.KEEP
    template_name = "activities/projector.html"

    def load(self) -> Any:
        found = super().load()
        policies.KEEP.require(self.actor, found)
        return found

    def get_context(self, **more: Any) -> dict[str, Any]:
        url = join_url(self, self.object)
        return super().get_context(
            when=wording.when(self.object),
            agenda=self.object.agenda.order_by("order"),
            join_url=url,
            qr=qr(url) if self.object.state == State.UNDER_WAY else "",
            back_href=self.object.get_absolute_url(),
            big=True,
            **more,
        )
