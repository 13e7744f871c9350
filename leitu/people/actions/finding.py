"""Find one person by what is secret about him: an act with an entry, not a search."""

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.people import policies
from leitu.people.actions.persons import home_of, id_number_index
from leitu.people.models import Person


@transaction.atomic
def find_by_id_number(*, actor: Actor, number: str) -> Person | None:
    """The person with exactly that identity number among those whose sensitive items the actor may see.

    Looking is on record whether somebody is found or not; the number itself is not. Raises NotAllowed.
    """
    if not policies.REVEAL.allowed_anywhere(actor):
        raise NotAllowed(_("您没有“%(right)s”的权限。") % {"right": policies.REVEAL.label})
    seen = Person.objects.visible_to(actor, policies.REVEAL)
    found: Person | None = seen.filter(id_number_index=id_number_index(number)).first()
    home = home_of(found) if found is not None else None
    if home is not None:
        policies.REVEAL.require(actor, home)

    unit_id = home.unit_id if home is not None else 0
    record(
        actor, "people.find_by_id_number", found, unit_id=unit_id, found=found is not None, purpose=_("按身份证号查找")
    )
    return found
