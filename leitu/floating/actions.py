"""Everything that is done about a member who is away: say so, keep in touch, take him in, and that he is home again."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record, type_name
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.periods import FOREVER, add_months
from leitu.core.sentences import said, within
from leitu.floating import policies
from leitu.floating.models import Care, Contact
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Involvement, Unit
from leitu.people.models import FloatingRecord, Membership, Person
from leitu.people.queries import candidates


@transaction.atomic
def float_out(
    *,
    actor: Actor,
    membership: Membership,
    destination: str,
    contact: Person,
    since: dt.date | None = None,
    every_months: int = 1,
    host: Unit | None = None,
    host_name: str = "",
) -> Care:
    """He is away for six months or more and stays a member here; ``contact``, of this branch, keeps in touch.

    Who is on record as being away already gets his contact person. Raises NotAllowed, WrongState (he left, or has one),
    ValidationError.
    """
    policies.MANAGE.require(actor, membership)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .get(pk=membership.pk, tenant_id=membership.tenant_id)
    )
    if not membership.is_open:
        raise WrongState(_("这位党员已经不在本支部名册上。"))
    since = since or today()
    if since > today():
        raise ValidationError({"since": _("日期不能晚于今天。")})
    destination = said(destination, "destination", _("写清楚去了哪里。"), 200)
    _check(membership.unit, membership.person, contact, every_months, host)
    away = FloatingRecord.objects.filter(tenant_id=membership.tenant_id, person=membership.person, until=FOREVER)
    known = away.order_by("-since").first()
    if known is not None and Care.objects.filter(tenant_id=membership.tenant_id, record=known).exists():
        raise WrongState(_("这位党员已经登记为流动党员，有联系人了。"))

    if known is None:
        known, _new = FloatingRecord.objects.update_or_create(
            tenant_id=membership.tenant_id,
            person=membership.person,
            since=since,
            defaults={"until": FOREVER, "destination": destination},
        )
    elif known.destination != destination:
        known.destination = destination
        known.save(update_fields=["destination"])
    made = Care.objects.create(
        tenant_id=membership.tenant_id,
        record=known,
        person=membership.person,
        unit=membership.unit,
        contact=contact,
        every_months=every_months,
        next_on=add_months(today(), every_months),
        host=host,
        host_name=host.name if host else within(host_name, "host_name", 200),
    )
    _involve(made)

    record(actor, "floating.float_out", made, person=made.person_id, to=destination, contact=contact.name)
    return made


def _check(unit: Unit, person: Person, contact: Person, every_months: int, host: Unit | None) -> None:
    """Raises ValidationError."""
    if contact.pk == person.pk or not candidates(unit).filter(pk=contact.pk).exists():
        raise ValidationError({"contact": _("联系人应是本支部的另一位党员。")})
    if not 1 <= every_months <= Care.MOST_MONTHS:
        raise ValidationError({"every_months": _("至少每 %(most)s 个月联系一次。") % {"most": Care.MOST_MONTHS}})
    if host is not None and (
        host.tenant_id != unit.tenant_id or host.kind not in branch_kinds() or not host.exists_on(today())
    ):
        raise ValidationError({"host": _("流入地应是现有的党支部。")})
    if host is not None and host.pk == unit.pk:
        raise ValidationError({"host": _("流入地不能是本支部。")})


def _involve(care: Care) -> None:
    """The receiving branch sees him, and nobody who received him before does."""
    rows = Involvement.objects.filter(tenant_id=care.tenant_id, object_type=type_name(care), object_id=care.pk)
    rows.exclude(unit=care.host).delete()
    if care.host is not None:
        Involvement.objects.get_or_create(
            tenant_id=care.tenant_id,
            unit=care.host,
            object_type=type_name(care),
            object_id=care.pk,
            capacity=Involvement.Capacity.JOINT,
        )


@transaction.atomic
def arrange(
    *,
    actor: Actor,
    care: Care,
    contact: Person,
    every_months: int = 1,
    host: Unit | None = None,
    host_name: str = "",
    version: int | None = None,
) -> Care:
    """Another contact person, another pace, another receiving place. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, care)
    care = _open(care, version)
    _check(care.unit, care.person, contact, every_months, host)

    if host != care.host:
        care.welcomed_on = None
    care.contact, care.every_months, care.host = contact, every_months, host
    care.host_name = host.name if host else within(host_name, "host_name", 200)
    care.next_on = min(care.next_on, add_months(today(), every_months))
    _save(care, "contact", "every_months", "host", "host_name", "next_on", "welcomed_on")
    _involve(care)

    record(actor, "floating.arrange", care, person=care.person_id, contact=contact.name, host=care.host_name)
    return care


@transaction.atomic
def note_contact(*, actor: Actor, care: Care, on: dt.date, way: str, text: str = "") -> Contact:
    """Somebody got in touch with him; the clock begins anew. Raises NotAllowed, WrongState, ValidationError."""
    policies.TOUCH.require(actor, care)
    care = _open(care)
    if on > today() or on < care.record.since:
        raise ValidationError({"on": _("日期应在外出以后、今天以前。")})
    if way not in Contact.Way.values:
        raise ValidationError({"way": _("请选择联系方式。")})

    made = Contact.objects.create(
        tenant_id=care.tenant_id,
        care=care,
        unit=care.unit,
        on=on,
        way=way,
        text=within(text, "text", 200),
        at=now(),
        by_label=actor.label[:120],
    )
    care.next_on = max(care.next_on, add_months(on, care.every_months))
    _save(care, "next_on")

    record(actor, "floating.note_contact", care, person=care.person_id, on=on, way=made.get_way_display())
    return made


@transaction.atomic
def welcome(*, actor: Actor, care: Care) -> Care:
    """The receiving branch has met him: from now on he takes part there too. Raises NotAllowed, WrongState."""
    policies.HOST.require(actor, care)
    care = _open(care)
    if care.welcomed_on is not None:
        raise WrongState(_("已经接上了。"))

    care.welcomed_on = today()
    _save(care, "welcomed_on")

    record(actor, "floating.welcome", care, person=care.person_id, host=care.host_name)
    return care


@transaction.atomic
def come_home(*, actor: Actor, care: Care, on: dt.date | None = None) -> Care:
    """He is back from ``on`` (today). Raises NotAllowed, WrongState, ValidationError."""
    policies.MANAGE.require(actor, care)
    care = _open(care)
    day = on or today()
    if day > today() or day < care.record.since:
        raise ValidationError({"on": _("日期应在外出以后、今天以前。")})

    care.record.until = day
    care.record.save(update_fields=["until"])
    _save(care)

    record(actor, "floating.come_home", care, person=care.person_id, on=day)
    return care


def _open(care: Care, version: int | None = None) -> Care:
    rows = Care.objects.select_for_update(of=("self",)).select_related("record", "person", "unit", "host", "contact")
    found: Care = rows.get(pk=care.pk, tenant_id=care.tenant_id)
    if not found.record.is_open:
        raise WrongState(_("他已经回来了。"))
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return found


def _save(care: Care, *names: str) -> None:
    care.version += 1
    care.save(update_fields=[*names, "version"])
