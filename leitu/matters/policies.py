from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.matters import life
from leitu.matters.models import Matter, Step
from leitu.orgs.access import at_or_above, can, permission
from leitu.orgs.models import Grant, Involvement, Unit, valid_on
from leitu.people.models import Membership, Post

VIEW = permission("matters.view", gettext_lazy("查看问题和任务清单"))
MANAGE = permission("matters.manage", gettext_lazy("办理问题和任务"))
REVIEW = permission("matters.review", gettext_lazy("核查销号"))

DOING = frozenset({Step.Kind.BEGUN, Step.Kind.PROGRESS, Step.Kind.CLOSE_REQUESTED, Step.Kind.EVIDENCE})
"""Steps that make whoever took them one of the doers: he does not judge his own work."""


class Keeping:
    """The right to note and to publish: of the owner's side, or of those who check the unit. ``obj``: unit or matter."""

    def allows(self, actor: Actor, obj: Any) -> bool:
        return MANAGE.allows(actor, obj) or REVIEW.allows(actor, obj)

    def require(self, actor: Actor, obj: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, obj):
            raise NotAllowed(_("这个党组织的问题和任务，由它的班子和上级考核的同志登记。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return MANAGE.allowed_anywhere(actor) or REVIEW.allowed_anywhere(actor)


class Checking:
    """The right to judge one matter: REVIEW at its checking unit, and never anybody of the owner's side."""

    def allows(self, actor: Actor, matter: Matter) -> bool:
        return self._reviews(actor, matter) and not is_of_owner(actor, matter)

    def require(self, actor: Actor, matter: Matter) -> None:
        """Raises NotAllowed unless ``allows``; the sentence says which of the two is missing."""
        if not self._reviews(actor, matter):
            raise NotAllowed(_("核查销号由考核单位办理。"))
        if is_of_owner(actor, matter):
            raise NotAllowed(_("责任单位的人、办过这件事的人，都不能核查自己的事。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return REVIEW.allowed_anywhere(actor)

    def _reviews(self, actor: Actor, matter: Matter) -> bool:
        reviewer = matter.reviewer_unit_id
        return reviewer is not None and can(actor, REVIEW, reviewer, matter.tenant_id)


class Handing:
    """The right to give a matter to another unit: whoever checks it; where nobody stands above to check, the owner's
    own office, whose only way out this is.
    """

    def allows(self, actor: Actor, matter: Matter) -> bool:
        return (CHECK if matter.reviewer_unit_id else REVIEW).allows(actor, matter)

    def require(self, actor: Actor, matter: Matter) -> None:
        """Raises NotAllowed unless ``allows``."""
        (CHECK if matter.reviewer_unit_id else REVIEW).require(actor, matter)

    def allowed_anywhere(self, actor: Actor) -> bool:
        return REVIEW.allowed_anywhere(actor)


class Budgeting:
    """The right to say what a unit may give those below: whoever checks at the unit above it, at the highest its own."""

    def allows(self, actor: Actor, unit: Unit) -> bool:
        return REVIEW.allows(actor, unit.parent or unit)

    def require(self, actor: Actor, unit: Unit) -> None:
        """Raises NotAllowed unless ``allows``."""
        REVIEW.require(actor, unit.parent or unit)

    def allowed_anywhere(self, actor: Actor) -> bool:
        return REVIEW.allowed_anywhere(actor)


class Leading:
    """The right to call a matter a key one, to inquire and to urge: the secretary of its owner or of a unit above, and
    whoever checks the owner.
    """

    def allows(self, actor: Actor, matter: Matter) -> bool:
        return REVIEW.allows(actor, matter) or bool(
            actor.person_id
            and actor.tenant_id == matter.tenant_id
            and _heads(actor).filter(unit_id__in=at_or_above(actor, matter.unit_id)).exists()
        )

    def require(self, actor: Actor, matter: Matter) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, matter):
            raise NotAllowed(_("列为重点、过问和督办，由书记和上级考核的同志办理。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return REVIEW.allowed_anywhere(actor) or bool(actor.person_id and _heads(actor).exists())


def _heads(actor: Actor) -> "QuerySet[Any, Any]":
    """The posts of a secretary that the actor holds today."""
    own = {"tenant_id": actor.tenant_id, "person_id": actor.person_id, "title": Post.Title.SECRETARY}
    return Post.objects.filter(valid_on(today()), **own)


class OwnView:
    """The right to one's own views of the ledger: whoever reads it has some."""

    def allows(self, actor: Actor, view: Any = None) -> bool:
        is_own = view is None or (view.user_id == actor.user_id and view.tenant_id == actor.tenant_id)
        return bool(actor.user_id) and is_own and VIEW.allowed_anywhere(actor)

    def require(self, actor: Actor, view: Any = None) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, view):
            raise NotAllowed(_("只能存自己的常用条件。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return self.allows(actor)


OWN_VIEW = OwnView()
SET_BUDGET = Budgeting()
KEEP = Keeping()
LEAD = Leading()
CHECK = Checking()
HAND = Handing()


def is_of_owner(actor: Actor, matter: Matter) -> bool:
    """Whether the actor is of the owner's side of ``matter``: he did some of it, or belonged to a unit that owns it,
    owned it or helps, by membership, post or grant, at any time since it was noted.

    Nothing that is ended today makes him a stranger: else leaving the branch for an hour would be a way to close.
    """
    if actor.is_trusted:
        return False
    if actor.person_id and actor.person_id == matter.person_id:
        return True
    mine = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter)
    if mine.filter(Q(kind__in=DOING, by=actor.user_id) | Q(data__person=actor.person_id or -1)).exists():
        return True
    units = _owned_by(matter)
    since = Q(until__gt=matter.noted_on)
    if Grant.objects.filter(since, tenant_id=matter.tenant_id, user_id=actor.user_id, unit_id__in=units).exists():
        return True
    if not actor.person_id:
        return False
    own = {"tenant_id": matter.tenant_id, "person_id": actor.person_id}
    belongs = Membership.objects.filter(since, Q(unit_id__in=units) | Q(group_id__in=units), **own)
    return belongs.exists() or Post.objects.filter(since, unit_id__in=units, **own).exists()


def _owned_by(matter: Matter) -> set[int]:
    """Keys of the units that own it, owned it or help. A branch counts with its groups, a group with its branch; a
    committee counts alone: the branches below it are not its office.
    """
    others = Involvement.objects.filter(
        tenant_id=matter.tenant_id,
        object_type=Matter._meta.label,
        object_id=matter.pk,
        capacity__in=[Involvement.Capacity.FORMER_OWNER, Involvement.Capacity.HELPER],
    )
    found = {matter.unit_id, *others.values_list("unit_id", flat=True)}
    units = list(Unit.objects.filter(tenant_id=matter.tenant_id, pk__in=found))
    found |= {unit.parent_id for unit in units if unit.kind == Unit.Kind.GROUP and unit.parent_id}
    groups = Unit.objects.filter(tenant_id=matter.tenant_id, kind=Unit.Kind.GROUP, parent_id__in=found)
    return found | set(groups.values_list("pk", flat=True))


def may_take(actor: Actor, matter: Matter) -> dict[str, bool]:
    """Step -> whether this reader may take it now; each side is asked once."""
    sides = {
        life.KEEPERS: KEEP.allows(actor, matter),
        life.DOERS: MANAGE.allows(actor, matter),
        life.CHECKERS: CHECK.allows(actor, matter),
        life.LEADERS: LEAD.allows(actor, matter),
    }
    may = {step: allowed and life.may(matter, step) for steps, allowed in sides.items() for step in steps}
    if matter.reviewer_unit_id is None:
        may["hand_over"] = HAND.allows(actor, matter) and life.may(matter, "hand_over")
    return may
