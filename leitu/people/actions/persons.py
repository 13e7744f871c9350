import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.crypto import provider
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.idnumber import InvalidIdNumber, parse
from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs.actions import naming
from leitu.people import policies
from leitu.people.models import Exemption, Membership, Person, PersonToken
from leitu.people.wording import LABELS

PLAIN = ("name", "sex", "nation", "birth_on", "education", "job")
SEALED = ("id_number", "mobile", "landline", "address")


def home_of(person: Person) -> Membership:
    """The membership that holds today, else the last one. Raises WrongState for a person without any."""
    found = Membership.objects.filter(tenant_id=person.tenant_id, person=person).order_by("-until", "-since").first()
    if found is None:
        raise WrongState(_("这个人在名册上没有党籍记录。"))
    return found


def id_number_index(number: str) -> str:
    """The blind index of an identity number: equal numbers, equal index."""
    return provider().blind_index(number.upper(), "people.id_number")


def fill(person: Person, **values: Any) -> list[str]:
    """Write ``values`` into an unsaved or locked person; returns the columns that changed.

    An identity number gives birth date and sex where the form leaves them blank. Raises ValidationError.
    """
    changed = []
    for name in PLAIN:
        if name in values and getattr(person, name) != values[name]:
            setattr(person, name, values[name])
            changed.append(name)
    for name in SEALED:
        if name in values and (values[name] or "") != person.unseal(name):
            person.seal(name, values[name] or "")
            changed.append(f"{name}_sealed")
    if "id_number_sealed" in changed:
        number = person.unseal("id_number")
        person.id_number_index = id_number_index(number) if number else None
        changed.append("id_number_index")
        if number:
            try:
                known = parse(number, today=today())
            except InvalidIdNumber as wrong:
                raise ValidationError({"id_number": wrong.message}) from wrong
            for name, value in (("birth_on", known.birth_on), ("sex", known.sex)):
                if getattr(person, name) in (None, "", Person.Sex.UNKNOWN):
                    setattr(person, name, value)
                    changed.append(name)
    return changed


def store(person: Person, fields: list[str] | None = None) -> None:
    """Save, a name with what it is found by; an identity number that somebody else has becomes a ValidationError that gives nothing away."""
    try:
        with transaction.atomic():
            person.save(update_fields=fields)
            if fields is None or "name" in fields:
                naming.name_again(PersonToken, [person])
    except IntegrityError as taken:
        raise ValidationError(
            {"id_number": _("这个身份证号已在名册上。如果是从别的支部转来的党员，请办理组织关系转接。")},
            code="registered",
        ) from taken


@transaction.atomic
def correct_person(*, actor: Actor, person: Person, version: int, **changes: Any) -> Person:
    """Mend what the register says about a person. Raises NotAllowed, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, home_of(person))
    locked = Person.objects.select_for_update().get(pk=person.pk, tenant_id=person.tenant_id)
    if locked.version != version:
        raise StaleEdit(_("这份资料刚刚被别人改过。"))

    before = {name: getattr(locked, name) for name in PLAIN}
    changed = fill(locked, **changes)
    if not changed:
        return locked
    locked.version += 1
    store(locked, [*sorted(set(changed)), "version"])

    plain = {name: [before[name], getattr(locked, name)] for name in changed if name in before}
    record(
        actor,
        "people.correct_person",
        locked,
        unit_id=home_of(locked).unit_id,
        values=plain,
        sealed=[name for name in SEALED if f"{name}_sealed" in changed],
    )
    return locked


@transaction.atomic
def reveal(*, actor: Actor, person: Person, field: str, reason: str) -> str:
    """Show one sensitive field in clear: an act with a reason, recorded. Raises NotAllowed, ValidationError."""
    if field not in SEALED:
        raise ValidationError(_("没有这一项。"))
    home = home_of(person)
    if not (actor.person_id and actor.person_id == person.pk):
        policies.REVEAL.require(actor, home)
    if not reason.strip():
        raise ValidationError({"reason": _("请写明查看的原因。")})

    value = person.unseal(field)

    item = str(LABELS[field])
    record(actor, "people.reveal", person, unit_id=home.unit_id, field=field, item=item, reason=reason[:200])
    return value


@transaction.atomic
def exempt(
    *,
    actor: Actor,
    person: Person,
    ground: str,
    since: dt.date = BEGINNING,
    until: dt.date = FOREVER,
    note: str = "",
) -> Exemption:
    """No hard requirement to attend (教育管理工作条例 art. 23). Raises NotAllowed, ValidationError."""
    home = home_of(person)
    policies.MANAGE.require(actor, home)
    if ground not in Exemption.Ground.values:
        raise ValidationError({"ground": _("请选择事由。")})
    if until <= since:
        raise ValidationError({"until": _("截止日期必须晚于开始日期。")})
    overlapping = person.exemptions.filter(since__lt=until, until__gt=since)
    if overlapping.exists():
        raise ValidationError({"since": _("这段时间已经有一条免于硬性要求的记录。")})

    # A row of that day that is there all the same was entered in error and never held; the entries tell of both.
    made, _new = Exemption.objects.update_or_create(
        tenant_id=person.tenant_id,
        person=person,
        since=since,
        defaults={"ground": ground, "until": until, "note": note[:200]},
    )

    record(actor, "people.exempt", person, unit_id=home.unit_id, ground=ground, since=since, until=until)
    return made


@transaction.atomic
def end_exemption(*, actor: Actor, exemption: Exemption, on: dt.date | None = None) -> Exemption:
    """The exemption no longer holds from ``on`` (today). Raises NotAllowed, WrongState."""
    home = home_of(exemption.person)
    policies.MANAGE.require(actor, home)
    day = on or today()
    if exemption.until <= day:
        raise WrongState(_("这条记录已经到期。"))

    exemption.until = max(day, exemption.since)
    exemption.save(update_fields=["until"])

    record(actor, "people.end_exemption", exemption.person, unit_id=home.unit_id, on=day)
    return exemption
