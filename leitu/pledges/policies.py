from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.orgs.access import can, permission
from leitu.orgs.models import valid_on
from leitu.people.models import Membership, Post
from leitu.pledges.models import Comment, Pledge, PledgeLine

VIEW = permission("pledges.view", gettext_lazy("查看责任清单"))
KEEP = permission("pledges.keep", gettext_lazy("登记纸上签的责任清单、对下级提出责任"))
COUNTERSIGN = permission("pledges.countersign", gettext_lazy("会签责任清单"))


class Seeing:
    """The right to look: VIEW, or that it is one's own."""

    def allows(self, actor: Actor, pledge: Pledge) -> bool:
        return is_own(actor, pledge) or VIEW.allows(actor, pledge)

    def require(self, actor: Actor, pledge: Pledge) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, pledge):
            raise NotAllowed(_("这份责任清单不在您这里。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return VIEW.allowed_anywhere(actor) or holds_any(actor)


class Signing:
    """The right to sign, to add one's own lines and to settle: the holder himself; whoever keeps the unit's lists puts
    down what he did on paper. ``obj``: a post or a pledge.
    """

    def allows(self, actor: Actor, obj: "Post | Pledge") -> bool:
        return is_own(actor, obj) or KEEP.allows(actor, obj)

    def require(self, actor: Actor, obj: "Post | Pledge") -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, obj):
            raise NotAllowed(_("责任清单由本人签、本人对账；在纸上签的，由党务干部登记。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return KEEP.allowed_anywhere(actor) or holds_any(actor)


class Countersigning:
    """The right to countersign one list: COUNTERSIGN at the unit that does, never one's own, nor what one signed."""

    def allows(self, actor: Actor, pledge: Pledge) -> bool:
        unit = pledge.countersigner_id
        if unit is None or not can(actor, COUNTERSIGN, unit, pledge.tenant_id):
            return False
        return actor.is_trusted or not (is_own(actor, pledge) or pledge.signed_by == actor.user_id)

    def require(self, actor: Actor, pledge: Pledge) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, pledge):
            raise NotAllowed(_("会签由上一层办理，自己签的、自己登记的不能自己会签。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return COUNTERSIGN.allowed_anywhere(actor)


class Commenting:
    """The right to say something about a line: whoever belongs to the unit, but not the holder about himself."""

    def allows(self, actor: Actor, line: PledgeLine) -> bool:
        return not is_own(actor, line.pledge) and belongs(actor, line.pledge)

    def require(self, actor: Actor, line: PledgeLine) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, line):
            raise NotAllowed(_("意见由这个党组织的党员提，不能给自己提。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return actor.is_trusted or bool(actor.person_id)


class Answering:
    """The right to answer: whoever made the pledge, or keeps the unit's lists."""

    def allows(self, actor: Actor, comment: Comment) -> bool:
        return SIGN.allows(actor, comment.line.pledge)

    def require(self, actor: Actor, comment: Comment) -> None:
        """Raises NotAllowed unless ``allows``."""
        SIGN.require(actor, comment.line.pledge)

    def allowed_anywhere(self, actor: Actor) -> bool:
        return SIGN.allowed_anywhere(actor)


SEE = Seeing()
SIGN = Signing()
CONFIRM = Countersigning()
COMMENT = Commenting()
ANSWER = Answering()


def is_own(actor: Actor, obj: Any) -> bool:
    """Whether the post or the pledge is the actor's own."""
    return bool(actor.person_id) and (actor.tenant_id, actor.person_id) == (obj.tenant_id, obj.person_id)


def holds_any(actor: Actor) -> bool:
    """Whether the actor holds a post today."""
    if not actor.person_id:
        return False
    rows = Post.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, person_id=actor.person_id)
    return bool(rows.exists())


def belongs(actor: Actor, pledge: Pledge) -> bool:
    """Whether the actor is of those to whom it was promised: a member of the unit, or holding a post in it, today.

    A committee above has no members of its own; there it is those who hold a post.
    """
    if actor.is_trusted:
        return True
    if not actor.person_id or actor.tenant_id != pledge.tenant_id:
        return False
    own = {"tenant_id": pledge.tenant_id, "person_id": actor.person_id, "unit_id": pledge.unit_id}
    return any(model.objects.filter(valid_on(today()), **own).exists() for model in (Membership, Post))
