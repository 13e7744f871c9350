from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts import actions as accounts
from leitu.accounts.handover import Slip
from leitu.accounts.models import User
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.orgs.actions import sync_post_grants
from leitu.orgs.models import Role, Unit, valid_on
from leitu.people import policies
from leitu.people.inviting import MOST, without_account
from leitu.people.models import Membership, Person, Post


@transaction.atomic
def invite_person(*, actor: Actor, person: Person) -> str:
    """A one-time way in for a person on the register; returns the code, which is shown once.

    An officer invites secretaries, a secretary invites members; nobody is obliged to accept. Raises NotAllowed.
    """
    membership = Membership.objects.on(today()).filter(tenant_id=person.tenant_id, person=person).first()
    if membership is None:
        raise NotAllowed(_("只能邀请在册党员。"))
    policies.INVITE.require(actor, membership)

    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.account is None:
        locked.account = User.objects.create_user(None, label=locked.name, tenant_id=locked.tenant_id)
        locked.save(update_fields=["account"])
    sync_grants(actor, locked)
    code = accounts.invite(actor=actor, user=locked.account)

    record(actor, "people.invite_person", locked, unit_id=membership.unit_id, account=locked.account.pk)
    return code


@transaction.atomic
def invite_many(*, actor: Actor, unit: Unit, titles: Sequence[str]) -> list[Slip]:
    """One-time ways in for everybody at and below ``unit`` who holds one of the posts and has no account in use.

    Earlier invitations of theirs are void from now on. The codes are not stored; whoever prints them hands them out.
    Raises NotAllowed, ValidationError (nobody, too many).
    """
    policies.INVITE.require(actor, unit)
    if not titles:
        raise ValidationError({"titles": _("请选择邀请哪些人。")})
    found = without_account(actor, unit, titles)
    if not found:
        raise ValidationError(_("这个范围里没有还没用上账号的人。"))
    if len(found) > MOST:
        raise ValidationError(_("一次最多 %(most)s 张，请缩小范围，或者分职务来发。") % {"most": MOST})

    slips = []
    for one in found:
        code = invite_person(actor=actor, person=one.membership.person)
        slips.append(Slip(name=one.name, place=one.place, code=code))

    record(actor, "people.invite_many", unit, count=len(slips))
    return slips


def sync_grants(actor: Actor, person: Person) -> None:
    """Make the grants of a person's account follow membership and posts as of today; nothing without an account."""
    if person.account is None:
        return
    day, wanted = today(), set()
    roles = list(Role.objects.filter(tenant_id=person.tenant_id))
    for membership in Membership.objects.on(day).filter(tenant_id=person.tenant_id, person=person):
        wanted.add(("member", membership.unit_id, "membership"))
    posts = Post.objects.filter(valid_on(day), tenant_id=person.tenant_id, person=person).select_related("unit")
    for post in posts:
        for role in roles:
            if any(t["title"] == post.title and post.unit.kind in t["kinds"] for t in role.post_titles):
                wanted.add((role.code, post.unit_id, f"post:{post.pk}"))
    sync_post_grants(actor, person.account, wanted)
