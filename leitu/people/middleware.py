"""Put the actor on every request: who is signed in, in which tenant, and which person that is."""

from collections.abc import Callable

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from leitu.accounts.factors import IS_DEMO
from leitu.core.actor import ANONYMOUS, Actor, ActorKind
from leitu.orgs.access import grants_in_force, hold
from leitu.people.models import Person


def actor_of(request: HttpRequest, program: str = "") -> Actor:
    """The actor behind a request, with his grants; ANONYMOUS when nobody is signed in.

    ``program`` is the name of the program that acts for the person: every entry then says so.
    """
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    persons = Person.objects.filter(account_id=OuterRef("user_id")).values("pk")
    grants = list(grants_in_force(user.tenant_id, user.pk).annotate(holder=Subquery(persons[:1])))
    if grants:
        person = grants[0].holder
    else:
        person = Person.objects.filter(account_id=user.pk).values_list("pk", flat=True).first()
    name = user.label or user.username or ""
    label = f"{name}（{program}）" if program else name
    actor = Actor(ActorKind.USER, user.pk, user.tenant_id, label, person or 0, {IS_DEMO: user.is_demo})
    hold(actor, grants)
    return actor


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
