"""The interface for programs: who calls, and every app's operations under ``/api/``."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from leitu.accounts import actions, factors, queries
from leitu.accounts.api import area as accounts
from leitu.activities.api import area as activities
from leitu.api.interface import Interface
from leitu.api.problems import Refused
from leitu.approvals.api import area as approvals
from leitu.assessments.api import area as assessments
from leitu.changes.api import area as changes
from leitu.core.actor import Actor
from leitu.coverage.api import area as coverage
from leitu.floating.api import area as floating
from leitu.guidance.api import area as guidance
from leitu.handovers.api import area as handovers
from leitu.inspections.api import area as inspections
from leitu.integrity.api import area as integrity
from leitu.matters.api import area as matters
from leitu.motions.api import area as motions
from leitu.norms.api import area as norms
from leitu.notices.api import area as notices
from leitu.orgs.api import area as orgs
from leitu.oversight.api import area as oversight
from leitu.people.api import area as people
from leitu.people.middleware import actor_of
from leitu.plans.api import area as plans
from leitu.pledges.api import area as pledges
from leitu.points.api import area as points
from leitu.portal.api import area as portal
from leitu.reports.api import area as reports
from leitu.thematic.api import area as thematic
from leitu.transfers.api import area as transfers

BEARER = "bearer"


class Caller(AuthBase):
    """A person's own session (with the token against forged requests), or a program with a token of a person's.

    Both have passed the second factor where the account's roles ask for one.
    """

    openapi_type = "http"
    openapi_scheme = BEARER

    def __call__(self, request: Any) -> Actor | None:
        scheme, _blank, code = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            return self.program(request, code.strip()) if scheme.lower() == BEARER else None
        if not request.user.is_authenticated or request.sign_in is None:
            return None
        if check_csrf(request) is not None:
            raise Refused(403, "csrf", _("这次请求不是从本系统的页面发出的。"))
        request.reach = None
        return self.let_in(request, strong=request.sign_in.strong)

    def program(self, request: Any, code: str) -> Actor | None:
        token = queries.token_behind(code)
        if token is None:
            return None
        request.user, request.sign_in, request.reach = token.user, None, token.scopes
        request.actor = actor_of(request, program=token.label)
        actions.note_use(token=token)
        return self.let_in(request, strong=token.strong)

    def let_in(self, request: Any, *, strong: bool) -> Actor:
        actor: Actor = request.actor
        if not strong and factors.is_required(actor):
            raise Refused(403, "second_factor", _("您的岗位要求二次验证，请先登录通过，再重新建立令牌。"))
        return actor

    def authenticate(self, request: HttpRequest, *args: Any) -> Actor | None:
        return self(request)


api = Interface(
    title="Leitu",
    version="1",
    description="What people do on the pages of Leitu, for programs. The handbook explains it (integration).",
    auth=Caller(),
)
for one in (
    accounts,
    approvals,
    changes,
    orgs,
    people,
    transfers,
    norms,
    matters,
    activities,
    motions,
    guidance,
    floating,
    points,
    coverage,
    handovers,
    integrity,
    thematic,
    inspections,
    plans,
    pledges,
    assessments,
    notices,
    reports,
    portal,
    oversight,
):
    api.add_router(one.name, one)
