"""Transfers of the cast: 老陈 of Willow village (Q1) moves to Stone bridge (Q2), to the sister county, or away on paper."""

import datetime as dt
from typing import Any

from leitu.people.models import Membership
from leitu.transfers import actions
from leitu.transfers.models import Transfer
from tests.cast import County

TODAY = dt.date(2026, 3, 20)
PAPER: dict[str, Any] = {
    "from_name": "外省某市某街道党工委",
    "number": "〔2026〕88号",
    "issued_on": TODAY - dt.timedelta(days=5),
    "valid_days": 30,
    "name": "远道",
    "id_number": "110101199003074258",
    "joined_on": dt.date(2015, 7, 1),
    "full_on": dt.date(2016, 7, 1),
    "sex": "0",
    "reason": "work",
}
STATES = ("asked", "issued", "refused", "received", "returned", "recalled")


def held(county: County, name: str = "老陈") -> Membership:
    """The open membership of somebody."""
    return Membership.objects.get(person=county.persons[name], until__year=9999)


def asked(county: County, name: str = "老陈", to: str | None = "Q2", **more: Any) -> Transfer:
    """Asked for by the secretary of Willow village."""
    given = {"reason": "work", "to": county.units[to] if to else None, **more}
    return actions.ask(actor=county.actor("梅"), membership=held(county, name), **given)


def issued(county: County, transfer: Transfer | None = None, **more: Any) -> Transfer:
    """With the letter of the town's committee."""
    transfer = transfer or asked(county)
    return actions.issue(actor=county.actor("officer"), transfer=transfer, valid_days=10, **more)


def arrival(transfer: Transfer) -> Transfer:
    """The other end."""
    return Transfer.objects.get(code=transfer.code, side="in")


def refused(county: County) -> Transfer:
    """The receiving end, after its secretary refused."""
    end = arrival(issued(county))
    return actions.refuse(actor=county.actor("石磊"), transfer=end, refusal="not_ours", text="他不住这里")


def ends_in(county: County, state: str) -> dict[str, Transfer]:
    """Both ends of a transfer inside the county, as far as there are two, in that state."""
    if state == "asked":
        return {"out": asked(county)}
    made = refused(county) if state in ("refused", "returned") else issued(county)
    if state == "received":
        actions.receive(actor=county.actor("石磊"), transfer=arrival(made))
    elif state == "returned":
        actions.uphold(actor=county.actor("officer"), transfer=made, text="是这样")
    elif state == "recalled":
        actions.recall(actor=county.actor("梅"), transfer=made, reason="不走了")
    return {one.side: one for one in Transfer.objects.filter(code=made.code).select_related("unit", "judge", "issuer")}
