"""What apps above offer on the page of a duty, such as holding the meeting or reminding its unit: they register, norms does not know them."""

from collections.abc import Callable
from typing import NamedTuple

from leitu.core.actor import Actor
from leitu.norms.duty import Duty
from leitu.orgs.models import Unit


class Offered(NamedTuple):
    """A button on the page of a duty, and what stands beside it; no ``href``: only the words.

    ``icon`` and ``kind`` as ``ui/button_link.html`` takes them; a page has one primary button at most.
    """

    label: str
    href: str
    note: str = ""
    icon: str = "bell"
    kind: str = "secondary"


Offer = Callable[[Actor, Unit, Duty], Offered | None]
_offers: list[Offer] = []


def register_offer(offer: Offer) -> None:
    """Register ``offer(actor, unit, duty)``, called from an ``apps.py`` above; it answers None when it has none."""
    if offer not in _offers:
        _offers.append(offer)


def offers_for(actor: Actor, unit: Unit, duty: Duty) -> list[Offered]:
    """Everything that this actor is offered about a duty."""
    return [found for offer in _offers if (found := offer(actor, unit, duty)) is not None]
