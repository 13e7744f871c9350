"""The endpoints of asks: what waits for me, what I asked for. Only a person in a session answers, never a program."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Listed, listed
from leitu.approvals import actions, forms, policies, queries
from leitu.approvals.lines import AskLine, line_of
from leitu.approvals.models import Ask
from leitu.ui.views import SIGNED_IN

area = Area("approvals", _("请示与批准"))
RefuseAskBody: Any = body("RefuseAskBody", forms.RefuseForm)


class AskQuestion(Asked):
    """``waiting``: only what waits for my answer."""

    waiting: bool = False


@area.reads("/", "approvals.list", SIGNED_IN)
def list_asks(request: Call, asked: Query[AskQuestion]) -> Listed[AskLine]:
    """What I asked for and what I may answer, the newest first."""
    if asked.waiting:
        return listed(queries.waiting_for(request.actor), asked, line_of)
    return listed(Ask.objects.visible_to(request.actor).order_by("-pk"), asked, line_of)


@area.reads("/{int:pk}", "approvals.show", SIGNED_IN)
def show(request: Call, pk: int) -> AskLine:
    """One ask: exactly what, by whom, why, and how it was answered."""
    return line_of(_ask(request, pk))


def _ask(request: Call, pk: int) -> Ask:
    found: Ask = one(Ask.objects.visible_to(request.actor), pk=pk)
    return found


@area.acts("/{int:pk}/approve", "approvals.approve", SIGNED_IN, by_token=False)
def approve(request: Call, pk: int) -> AskLine:
    """Agree, as the second person."""
    return line_of(actions.approve(actor=request.actor, ask=_ask(request, pk)))


@area.acts("/{int:pk}/refuse", "approvals.refuse", SIGNED_IN, by_token=False)
def refuse(request: Call, pk: int, data: RefuseAskBody) -> AskLine:
    """Do not agree, with the reason."""
    ask = _ask(request, pk)
    policies.require(request.actor, ask)
    return line_of(actions.refuse(actor=request.actor, ask=ask, **clean(forms.RefuseForm, data)))


@area.acts("/{int:pk}/withdraw", "approvals.withdraw", SIGNED_IN)
def withdraw(request: Call, pk: int) -> AskLine:
    """Take back what I asked for."""
    return line_of(actions.withdraw(actor=request.actor, ask=_ask(request, pk)))
