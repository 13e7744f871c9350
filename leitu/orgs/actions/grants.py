import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts.models import User
from leitu.approvals import actions as approvals
from leitu.approvals.models import Ask
from leitu.approvals.queries import approval
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.orgs import granting, policies
from leitu.orgs.models import Grant, Role, Unit, valid_on


@transaction.atomic
def grant(
    *,
    actor: Actor,
    user: User,
    role: Role,
    unit: Unit,
    reach: str = Grant.Reach.HERE,
    since: dt.date | None = None,
    until: dt.date = FOREVER,
) -> Grant:
    """Give an account a role at a unit; one that gives more than the granter has, with the approval of a second person.

    Raises NotAllowed, WrongState (no approval), ValidationError (roles that one account may not join).
    """
    begins = _sensible(actor, user, role, unit, since, until)
    if granting.is_upward(actor, role, unit, reach):
        given = granting.arguments_of(user, role, unit, reach, since, until)
        approvals.use(actor, approval(actor, granting.GRANTING, given))

    held, _made = Grant.objects.get_or_create(
        tenant_id=unit.tenant_id,
        user=user,
        role=role,
        unit=unit,
        source="",
        since=begins,
        defaults={"reach": reach, "until": until},
    )

    record(
        actor,
        "orgs.grant",
        unit,
        user=user.pk,
        label=user.label,
        role=role.name,
        code=role.code,
        reach=reach,
        until=until,
    )
    return held


@transaction.atomic
def ask_grant(
    *,
    actor: Actor,
    user: User,
    role: Role,
    unit: Unit,
    reason: str,
    reach: str = Grant.Reach.HERE,
    since: dt.date | None = None,
    until: dt.date = FOREVER,
) -> Ask:
    """Ask a second person to agree to a grant that gives more than the granter has.

    Raises NotAllowed, WrongState (it needs nobody, or is asked for already), ValidationError as ``grant``.
    """
    _sensible(actor, user, role, unit, since, until)
    if not granting.is_upward(actor, role, unit, reach):
        raise WrongState(_("这项授权不超出您自己的权限，直接授予就行。"))
    given = granting.arguments_of(user, role, unit, reach, since, until)
    subject = _("%(who)s · %(role)s · %(unit)s") % {"who": user.label, "role": role.name, "unit": unit.name}
    return approvals.ask(actor, granting.GRANTING, unit_id=unit.pk, subject=subject, arguments=given, reason=reason)


def _sensible(actor: Actor, user: User, role: Role, unit: Unit, since: dt.date | None, until: dt.date) -> dt.date:
    """What every grant must be; returns its first day. Raises NotAllowed, ValidationError."""
    policies.GRANT.require(actor, unit)
    if user.tenant_id != unit.tenant_id or role.tenant_id != unit.tenant_id:
        raise ValidationError(_("账号、角色和党组织不属于同一个管理主体。"))
    if actor.user_id and actor.user_id == user.pk:
        raise ValidationError(_("不能给自己授权，请由另一位管理员办理。"))
    begins = since or today()
    _refuse_union(user, role, begins, until)
    return begins


def _refuse_union(user: User, role: Role, since: dt.date, until: dt.date) -> None:
    """三权分立: administrator, security officer and auditor are three people, on every day (security.md A6)."""
    meanwhile = Grant.objects.filter(tenant_id=role.tenant_id, user=user, since__lt=until, until__gt=since)
    for other in meanwhile.select_related("role"):
        if other.role.code in role.apart_from or role.code in other.role.apart_from:
            raise ValidationError(
                _("%(one)s和%(other)s不能由同一个账号兼任。") % {"one": role.name, "other": other.role.name},
                code="apart",
            )


@transaction.atomic
def revoke(*, actor: Actor, held: Grant) -> Grant:
    """End a grant today. Raises NotAllowed, WrongState (it comes from a post: end the post instead)."""
    policies.GRANT.require(actor, held.unit)
    if held.source:
        raise WrongState(_("这项权限随职务而来，请在任职中办理卸任。"))

    held.until = max(today(), held.since)
    held.save(update_fields=["until"])

    whom, role = held.user, held.role
    record(actor, "orgs.revoke", held.unit, user=whom.pk, label=whom.label, role=role.name, code=role.code)
    return held


def sync_post_grants(actor: Actor, user: User, wanted: set[tuple[str, int, str]]) -> None:
    """Make the grants that come from posts and membership equal to ``wanted``: (role code, unit id, source).

    Called by people.actions inside their transactions; power follows the post at once.
    """
    day = today()
    roles = {r.code: r for r in Role.objects.filter(tenant_id=user.tenant_id)}
    held = {
        (g.role.code, g.unit_id, g.source): g
        for g in Grant.objects.filter(valid_on(day), tenant_id=user.tenant_id, user=user)
        .exclude(source="")
        .select_related("role")
    }
    for key in held.keys() - wanted:
        ended = held[key]
        if ended.since >= day:
            ended.delete()
        else:
            ended.until = day
            ended.save(update_fields=["until"])
        name, whom = ended.role.name, user.label
        record(actor, "orgs.revoke", unit_id=key[1], user=user.pk, label=whom, role=name, code=key[0], source=key[2])
    for code, unit_id, source in sorted(wanted - held.keys()):
        role = roles.get(code)
        if role is None:
            continue
        Grant.objects.update_or_create(
            tenant_id=user.tenant_id,
            user=user,
            role=role,
            unit_id=unit_id,
            source=source,
            since=day,
            defaults={"reach": role.reach, "until": FOREVER},
        )
        record(
            actor,
            "orgs.grant",
            unit_id=unit_id,
            user=user.pk,
            label=user.label,
            role=role.name,
            code=code,
            source=source,
        )
