from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import permission
from leitu.transfers.models import Transfer

VIEW = permission("transfers.view", gettext_lazy("查看组织关系转接"))
MANAGE = permission("transfers.manage", gettext_lazy("办理本支部的转出和接收"))
ISSUE = permission("transfers.issue", gettext_lazy("开具介绍信、裁定退回"))


class Of:
    """A right at another unit than the one that owns the row: the committee that issues, or that judges."""

    def __init__(self, name: str, problem: Any) -> None:
        self.name, self.problem = name, problem

    def allows(self, actor: Actor, transfer: Transfer) -> bool:
        place = getattr(transfer, self.name)
        return place is not None and ISSUE.allows(actor, place)

    def require(self, actor: Actor, transfer: Transfer) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, transfer):
            raise NotAllowed(self.problem)

    def allowed_anywhere(self, actor: Actor) -> bool:
        return ISSUE.allowed_anywhere(actor)


class Judging(Of):
    """The organisation above whoever refused decides; never the same person."""

    def allows(self, actor: Actor, transfer: Transfer) -> bool:
        is_own = not actor.is_trusted and actor.user_id == transfer.refused_by
        return super().allows(actor, transfer) and not is_own


class Refusing:
    """Before the letter the committee that should issue it; after it whoever should receive."""

    def allows(self, actor: Actor, transfer: Transfer) -> bool:
        if transfer.side == Transfer.Side.OUT:
            return ISSUING.allows(actor, transfer)
        return MANAGE.allows(actor, transfer)

    def require(self, actor: Actor, transfer: Transfer) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, transfer):
            raise NotAllowed(_("退回由接收的一方或者开介绍信的党委提出。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return MANAGE.allowed_anywhere(actor) or ISSUE.allowed_anywhere(actor)


class Either:
    """Whoever has something to do with one end: its branch, or those above who issue and judge."""

    def __init__(self, problem: Any) -> None:
        self.problem = problem

    def allows(self, actor: Actor, transfer: Transfer) -> bool:
        return MANAGE.allows(actor, transfer) or ISSUE.allows(actor, transfer)

    def require(self, actor: Actor, transfer: Transfer) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, transfer):
            raise NotAllowed(self.problem)

    def allowed_anywhere(self, actor: Actor) -> bool:
        return MANAGE.allowed_anywhere(actor) or ISSUE.allowed_anywhere(actor)


ISSUING = Of("issuer", gettext_lazy("介绍信由有权开具的党委开。"))
JUDGE = Judging("judge", gettext_lazy("退回由上级党组织裁定，提出退回的人不能自己裁定。"))
REFUSE = Refusing()
URGE = Either(gettext_lazy("催办由转出、转入两头的同志来办。"))
HOLD = Either(gettext_lazy("介绍信由原支部和开具的党委领取。"))
