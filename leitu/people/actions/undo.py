from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.people import policies
from leitu.people.actions.accounts import sync_grants
from leitu.people.actions.persons import home_of
from leitu.people.actions.posts import SINGLE
from leitu.people.models import Exemption, Membership, Person, Post


@transaction.atomic
def resume_post(*, actor: Actor, post: Post) -> Post:
    """Undo ``leave_post``: the holder goes on as if he had not left, with the power that the post brings.

    Raises NotAllowed, WrongState (still held, filled by now, holder no longer on the register, unit dissolved).
    """
    policies.MANAGE.require(actor, post.unit)
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=post.pk)
    if post.is_open:
        raise WrongState(_("这个职务没有卸任，不用恢复。"))
    others = Post.objects.filter(tenant_id=post.tenant_id, unit=post.unit, title=post.title, until=FOREVER)
    if post.title in SINGLE and others.exists():
        raise WrongState(_("这个职务现在由%(name)s担任，不能恢复。") % {"name": others[0].holder_name})
    if post.person is not None and others.filter(person=post.person).exists():
        raise WrongState(_("这个人已经担任这个职务。"))
    if not post.unit.exists_on(today()) or (post.person is not None and not _is_member(post.person)):
        raise WrongState(_("任职人不在党员名册上，或者党组织已经撤销，不能恢复。"))

    post.until = FOREVER
    post.save(update_fields=["until"])
    if post.person is not None:
        sync_grants(actor, post.person)

    record(actor, "people.resume_post", post, person=post.person_id, title=post.title)
    return post


def _is_member(person: Person) -> bool:
    return Membership.objects.on(today()).filter(tenant_id=person.tenant_id, person=person).exists()


@transaction.atomic
def resume_membership(*, actor: Actor, membership: Membership) -> Membership:
    """Undo ``end_membership``: the member belongs to the branch as before. Posts are resumed one by one.

    Raises NotAllowed, WrongState (it goes on, or he belongs elsewhere by now, or the branch is dissolved).
    """
    policies.MANAGE.require(actor, membership)
    locked = Membership.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=membership.pk)
    if locked.is_open:
        raise WrongState(_("这条党籍记录没有结束，不用恢复。"))
    later = Membership.objects.filter(tenant_id=locked.tenant_id, person=locked.person, until__gt=locked.until)
    if later.exclude(pk=locked.pk).exists():
        raise WrongState(_("这位党员已经编入别的支部，不能恢复。"))
    if not locked.unit.exists_on(today()):
        raise WrongState(_("这个党支部已经撤销，不能恢复。"))

    locked.until, locked.ending = FOREVER, ""
    locked.version += 1
    locked.save(update_fields=["until", "ending", "version"])
    sync_grants(actor, locked.person)

    record(actor, "people.resume_membership", locked)
    return locked


@transaction.atomic
def void_exemption(*, actor: Actor, exemption: Exemption) -> Exemption:
    """Undo ``exempt``, entered in error: it never held. Raises NotAllowed, WrongState (it does not)."""
    home = home_of(exemption.person)
    policies.MANAGE.require(actor, home)
    if exemption.until <= exemption.since:
        raise WrongState(_("这条记录已经作废。"))

    exemption.until = exemption.since
    exemption.save(update_fields=["until"])

    record(actor, "people.void_exemption", exemption.person, unit_id=home.unit_id, since=exemption.since)
    return exemption
