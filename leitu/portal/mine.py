"""我的: everything about me on one page, what I may do about it, and what I do for somebody who has asked me to."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.activities import policies as activities
from leitu.activities.own import own_year
from leitu.audit.sentences import by_proxy, said
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.integrity.models import Ruling
from leitu.norms import policies as norms
from leitu.orgs.models import valid_on
from leitu.people import queries as people
from leitu.people.lines import OTHER, key_of, object_href, shown, waiting_lines
from leitu.people.models import Confirmation, Consent, Membership, Objection, Person
from leitu.people.standing import consents_to
from leitu.people.wording import OBJECTION_MARKS
from leitu.portal import home
from leitu.ui.once import new_key
from leitu.ui.parts import Link
from leitu.ui.templatetags.dates import short_day
from leitu.ui.views import SIGNED_IN, Page

LATEST = 5
"""How many entries of who looked the page itself shows."""
YEARS_BACK = 20


def objection_lines(person: Person) -> list[dict[str, Any]]:
    """The objections of a person with their fate, the newest first; what still waits stands on top."""
    prefetch_related_objects([person], Prefetch("objections", Objection.objects.select_related("unit", "helper")))
    rows = sorted(person.objections.all(), key=lambda one: (one.made_at, one.pk), reverse=True)
    rows = sorted(rows, key=lambda one: not one.is_waiting)[:50]
    appealed = {one.line for one in rows}
    found = []
    for one in rows:
        state, label = OBJECTION_MARKS[one.state_on(today())]
        may_appeal = bool(one.outcome) and f"objection-{one.pk}" not in appealed and one.unit.parent_id is not None
        found.append(
            {
                "object": one,
                "state": state,
                "label": label,
                "proxy": by_proxy(one.helper.name if one.helper else ""),
                "appeal_href": reverse("people:object_to", args=[person.pk, f"objection-{one.pk}"])
                if may_appeal
                else "",
            }
        )
    return found


def confirmation_of(person: Person) -> Confirmation | None:
    """The confirmation of this year."""
    rows = Confirmation.objects.filter(tenant_id=person.tenant_id, person=person, year=today().year)
    return rows.select_related("helper").first()


class OfMine(Page):
    """A page about the actor's own person."""

    permission = SIGNED_IN

    @cached_property
    def homes(self) -> list[Membership]:
        """The memberships of the person, the newest first, with all that is said of them."""
        if not self.actor.person_id:
            return []
        rows = Membership.objects.filter(tenant_id=self.actor.tenant_id, person_id=self.actor.person_id)
        return list(rows.select_related("person", "unit__parent", "group").order_by("-until", "-since", "-pk"))

    @cached_property
    def person(self) -> Person | None:
        """The person behind the account; None for a working account."""
        if self.homes:
            return self.homes[0].person
        return Person.objects.filter(pk=self.actor.person_id or -1, tenant_id=self.actor.tenant_id).first()

    def known(self) -> Person:
        """The person. Raises NotAllowed for a working account."""
        if self.person is None:
            raise NotAllowed(_("这个账号没有对应的党员。"))
        return self.person


class Mine(OfMine):
    """我的."""

    template_name = "portal/mine.html"
    title = _("我的")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.person is None:
            self.template_name = "portal/mine_none.html"
            return self.render(self.get_context())
        return self.render(self.get_context(**self.about(self.person)))

    def about(self, person: Person) -> dict[str, Any]:
        """Everything that the page says."""
        day = today()
        home_now = self.homes[0] if self.homes else None
        objections = objection_lines(person)
        entries = people.entries_about(person)
        consents = Consent.objects.filter(valid_on(day), tenant_id=person.tenant_id, person=person)
        return {
            "person": person,
            "home": home_now,
            "stage": Membership.Stage(home_now.stage_on(day)).label if home_now else "",
            "years": years_since(home_now) if home_now else None,
            "shown": shown(person, may_reveal=home_now is not None, homes=self.homes),
            "year": own_year(person, day.year),
            "confirmation": confirmation_of(person),
            "this_year": day.year,
            "objections": objections,
            "consents": consent_lines(consents.select_related("helper").order_by("pk")),
            "may_meet": activities.VIEW.allowed_anywhere(self.actor),
            "may_norms": norms.VIEW.allowed_anywhere(self.actor),
            "objection_days": settings.LEITU_OBJECTION_DAYS,
            "errands": consents_to(self.actor).order_by("person__name", "pk"),
            "rulings": list(Ruling.objects.about(self.actor).select_related("unit").order_by("-decided_on", "-pk")),
            "looked": said(people.looks(entries, person)[:LATEST]),
            "other": OTHER,
            "export_key": new_key(),
        }


def years_since(home_now: Membership) -> int | None:
    """Full years since joining (党龄 counts from becoming a full member, where that is known)."""
    start = home_now.full_on or home_now.joined_on
    if start is None:
        return None
    day = today()
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def consent_lines(consents: Any) -> list[dict[str, Any]]:
    """Consents in words."""
    purposes = dict(Consent.Purpose.choices)
    return [{"object": one, "purposes": [purposes[p] for p in one.purposes if p in purposes]} for one in consents]


class MyAttendance(OfMine):
    """The list behind "n of m": every activity of a year, each to be objected to."""

    template_name = "portal/my_attendance.html"
    title = _("我的组织生活")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的"), reverse("portal:mine"))]

    def year(self) -> int:
        """The year asked for; this one for nothing, nonsense, the future or the far past."""
        asked = key_of(self.request.GET.get("year", ""))
        return asked if today().year - YEARS_BACK <= asked <= today().year else today().year

    def get_context(self, **more: Any) -> dict[str, Any]:
        person, year = self.known(), self.year()
        found, waiting = own_year(person, year), waiting_lines(person)
        page = Paginator(found.lines, 25).get_page(self.request.GET.get("page"))
        lines = [
            {
                "label": short_day(one.row.on),
                "value": one.activity.kind.name,
                "href": one.activity.get_absolute_url(),
                "state": one.mark,
                "said": one.said,
                "note": "，".join(part for part in (one.row.note, one.proxy) if part),
                "is_waiting": f"attendance-{one.row.pk}" in waiting,
                "object_href": object_href(person, f"attendance-{one.row.pk}"),
            }
            for one in page.object_list
        ]
        years = [Link(str(y), f"?year={y}", current=y == year) for y in range(today().year, today().year - 3, -1)]
        return super().get_context(year=found, years=years, lines=lines, page=page, **more)


class WhoSaw(OfMine):
    """谁看过我的资料: every entry that concerns me, in words, newest first."""

    template_name = "portal/who_saw.html"
    title = _("谁看过、谁改过我的资料")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的"), reverse("portal:mine"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        person = self.known()
        entries = people.entries_about(person)
        only_looks = self.request.GET.get("show") == "looks"
        page = Paginator(people.looks(entries, person) if only_looks else entries, 25).get_page(
            self.request.GET.get("page")
        )
        chips = [
            Link(_("全部"), reverse("portal:who_saw"), current=not only_looks),
            Link(_("只看“谁看过”"), f"{reverse('portal:who_saw')}?show=looks", current=only_looks),
        ]
        return super().get_context(page=page, moments=said(page.object_list), chips=chips, **more)


class StillHere(Page):
    """Asked by the page while somebody reads or types: that it was asked keeps the session open. Says nothing."""

    permission = SIGNED_IN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(content_type="text/plain")


class MineFor(Page):
    """What I do for a member who has let me: only what he has let me, of him only what that needs."""

    permission = SIGNED_IN
    template_name = "portal/mine_for.html"

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的"), reverse("portal:mine"))]

    @cached_property
    def consent(self) -> Consent:
        """The consent by which the actor is here. Raises Http404."""
        found = consents_to(self.actor).filter(person__id=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_title(self) -> Any:
        return _("替%(name)s代办") % {"name": self.consent.person.name}

    def invited(self) -> list[tuple[home.Invited, str]]:
        """Where the member is expected, as far as the helper sees it, and where he answers."""
        person = self.consent.person_id
        me = self.actor
        found = home.invitations(Actor(me.kind, me.user_id, me.tenant_id, me.label, person), today())
        return [(one, f"{reverse('activities:answer', args=[one.activity.pk])}?for={person}") for one in found]

    def get_context(self, **more: Any) -> dict[str, Any]:
        consent, person = self.consent, self.consent.person
        may = {purpose: purpose in consent.purposes for purpose in Consent.Purpose.values}
        return super().get_context(
            consent=consent,
            person=person,
            may=may,
            invited=self.invited() if may["answer"] else [],
            shown=shown(person, may_reveal=False) if may["object"] else [],
            objections=objection_lines(person) if may["object"] else [],
            confirmation=confirmation_of(person),
            this_year=today().year,
            other=OTHER,
            **more,
        )
