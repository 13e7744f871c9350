"""What a letter says (中国共产党党员组织关系介绍信), who issues it, and who judges when it is refused."""

import datetime as dt

from leitu.core.periods import BEGINNING
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people.actions.persons import PLAIN, SEALED
from leitu.people.models import Membership
from leitu.transfers.models import Transfer

ON_PAPER = ("name", "sex", "nation", "birth_on", "id_number")
"""What the letter says of the person himself; the other end sees no more until it has received him."""
CARRIED = tuple(name for name in (*PLAIN, *SEALED) if name not in ON_PAPER)
"""What goes with him to another district once he is received."""


def written(membership: Membership, transfer: Transfer) -> dict[str, str]:
    """The letter about a member: the person's items, stage and dates, from where to where, dues until which month."""
    person = membership.person
    said = dict.fromkeys(ON_PAPER, "")
    for name in ON_PAPER:
        value = person.unseal(name) if name in SEALED else getattr(person, name)
        said[name] = "" if value is None else str(value)
    return said | {
        "stage": membership.stage_on(transfer.asked_on),
        "joined_on": _day(membership.joined_on),
        "full_on": _day(membership.full_on),
        "from": membership.unit.name,
        "to": transfer.peer_name,
    }


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value and value > BEGINNING else ""


def day_of(said: dict[str, str], name: str) -> dt.date | None:
    """A date of the letter."""
    return dt.date.fromisoformat(said[name]) if said.get(name) else None


def issuer_of(unit: Unit, day: dt.date) -> Unit | None:
    """The nearest committee above a branch: it issues letters (教育管理工作条例 art. 25: 基层党委). None without any."""
    kinds = (Unit.Kind.COMMITTEE, Unit.Kind.WORKING_COMMITTEE)
    links = UnitLink.objects.filter(
        valid_on(day), tenant_id=unit.tenant_id, descendant=unit, depth__gt=0, ancestor__kind__in=kinds
    )
    nearest = links.select_related("ancestor").order_by("depth").first()
    return nearest.ancestor if nearest else None


def above(unit: Unit) -> Unit:
    """Who judges what ``unit`` refused: the organisation above it, at the top itself (by another person)."""
    return unit.parent or unit
