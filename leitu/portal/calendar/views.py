"""The calendar page, the feed, and the page on which one subscribes."""

import datetime as dt
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.accounts import actions as accounts
from leitu.accounts.links import base_url, qr
from leitu.accounts.models import ApiToken, User
from leitu.accounts.queries import calendar_token, tokens_of
from leitu.activities import policies as activity_policies
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.portal import queries
from leitu.portal.calendar.events import counts_by_day, events
from leitu.portal.calendar.feed import AHEAD, BACK, feed, owner_of
from leitu.portal.calendar.month import month_of, span_of, weeks_around
from leitu.ui.parts import Link
from leitu.ui.views import SIGNED_IN, FormPage, Page

YEARS = 10
SCOPE = "calendar"


def asked_month(text: str | None) -> Period:
    """The month in an address, 2026-11; this month for nothing, nonsense, or what is more than ten years away."""
    day = today()
    found = re.fullmatch(r"(\d{4})-(\d{2})", text or "", re.ASCII)
    if found and abs(int(found[1]) - day.year) <= YEARS and 1 <= int(found[2]) <= 12:
        return span_of(int(found[1]), int(found[2]))
    return period_of(PeriodKind.MONTH, day)


class Calendar(Page):
    """A month: a grid on the desktop, a list of its days on the phone."""

    permission = SIGNED_IN
    template_name = "portal/calendar.html"
    title = gettext_lazy("日历")

    def get_context(self, **more: Any) -> dict[str, Any]:
        span = asked_month(self.request.GET.get("month"))
        whole = weeks_around(span)
        found = month_of(span, events(self.actor, whole.start, whole.end), self.others(whole))
        weekdays = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
        this_month = f"{today():%Y-%m}"
        return super().get_context(
            month=found,
            weekdays=weekdays,
            is_now=f"{span.start:%Y-%m}" == this_month,
            may_hold=activity_policies.HOLD.allowed_anywhere(self.actor),
            **more,
        )

    def others(self, whole: Period) -> dict[dt.date, tuple[int, str]]:
        """Numbers of activities in sight, for those who look after others; each opens its list."""
        if not queries.looks_after_others(self.actor) or not activity_policies.VIEW.allowed_anywhere(self.actor):
            return {}
        address = reverse("activities:list")
        counted = counts_by_day(self.actor, whole.start, whole.end)
        return {
            on: (count, f"{address}?{urlencode({'since': str(on), 'until': str(on)})}") for on, count in counted.items()
        }


class Subscribe(FormPage):
    """Make an address that a phone's calendar can ask. It is shown once and can be withdrawn at any time."""

    permission = SIGNED_IN
    template_name = "portal/subscribe.html"
    title = gettext_lazy("订阅到手机日历")

    def get_form(self, bound: bool = False) -> Any:
        return None

    def user(self) -> User:
        return User.objects.get(pk=self.actor.user_id)

    def tokens(self) -> list[ApiToken]:
        return [one for one in tokens_of(self.user()) if SCOPE in one.scopes]

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(tokens=self.tokens(), **more)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("日历"), self.back_url())]

    def back_url(self) -> str:
        return reverse("portal:calendar")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The answer is the address itself, which nobody can be led to again: no redirect, and no key to repeat it.
        code = accounts.make_token(
            actor=self.actor,
            user=self.user(),
            sign_in=request.sign_in,  # type: ignore[attr-defined]
            label=_("日历订阅 %(day)s") % {"day": today().isoformat()},
            reach=[SCOPE],
            days=365,
        )
        address = base_url(request) + reverse("portal:calendar_feed", args=[code])
        return self.render(self.get_context(address=address, picture=qr(address)))


class Feed(Page):
    """The calendar of whoever made the address; a withdrawn or unknown one is as absent as any other page."""

    public = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = calendar_token(kwargs["code"])
        actor = owner_of(token) if token else None
        if token is None or actor is None:
            raise Http404
        with translation.override("zh-hans"):
            content = feed(events(actor, today() - BACK, today() + AHEAD), base_url(request))
        accounts.note_use(token=token)
        return HttpResponse(
            content,
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'inline; filename="leitu.ics"', "Cache-Control": "private, no-store"},
        )
