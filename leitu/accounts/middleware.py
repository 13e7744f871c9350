"""At every request: is this session still good, and has it passed what the account's roles ask for?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from leitu.accounts import actions, factors, queries
from leitu.accounts.models import SignIn
from leitu.accounts.receivers import SESSION_KEY
from leitu.core.clock import now

FOR_PROGRAMS = "api"


class EntranceMiddleware:
    """Stands after the middlewares of the actor and of messages. Puts ``request.sign_in`` on signed-in requests.

    Pages that may be opened before the second factor is passed say so: ``before_second_factor = True``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.sign_in, request.idle = None, 0
        if request.user.is_authenticated:
            self._hold_or_end(request)
        return self.get_response(request)

    def _hold_or_end(self, request: Any) -> None:
        row = request.user.arrived or queries.session(request.session.get(SESSION_KEY), request.user.pk)
        if row is None:
            logout(request)
            messages.info(request, _("这次登录已经结束，请重新登录。"))
            return
        strict = row.remembered and factors.is_required(factors.actor_for(request.user))
        ending = row.overdue(now(), strict=strict)
        if ending:
            row.user = request.user
            actions.sign_out(actor=factors.actor_for(request.user), sign_in=row, ending=ending)
            logout(request)
            messages.info(
                request,
                _("您有一段时间没有操作，为了安全已经自动退出。填过的文字，浏览器会替您留着。")
                if ending == SignIn.Ending.IDLE
                else _("登录的时间已到，请重新登录。"),
            )
            return
        row.user = request.user
        request.sign_in = row
        request.idle = 0 if row.remembered and not strict else int(SignIn.IDLE_AFTER.total_seconds())
        actions.keep_alive(sign_in=row)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to the second factor until the session has passed it."""
        row: SignIn | None = request.sign_in
        if request.resolver_match.namespace == FOR_PROGRAMS:
            return None  # answered there, in JSON (config.api.Caller)
        if row is None or row.strong or getattr(getattr(view, "view_class", None), "before_second_factor", False):
            return None
        if not factors.is_required(request.actor):
            return None
        page = "accounts:second_factor" if factors.is_enrolled(request.user) else "accounts:enrol_factor"
        answer = redirect_to_login(request.get_full_path(), resolve_url(page))
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": answer.url})
        return answer
