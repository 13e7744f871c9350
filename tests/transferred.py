"""The transfers of the world of the access tests: at each branch one end in every state that a page is about."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from leitu.core.clock import today
from leitu.duplicates import actions as duplicates
from leitu.duplicates.models import Merge
from leitu.floating import actions as floating
from leitu.floating.models import Care
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people import actions as people
from leitu.people.models import Membership
from leitu.people.queries import candidates
from leitu.transfers import actions as transfers
from leitu.transfers.models import Transfer
from tests.cast import FULL, JOINED, County

Put = Callable[[str, str, Any], None]


def move(put: Put, county: County, prefix: str, scopes: dict[str, str]) -> None:
    """Out of and into each branch; the primary school's branch (Q3), which nobody looks at, is the other end."""
    far = county.units["Q3"]
    for scope, code in scopes.items():
        unit = county.units[code]
        if unit.kind not in branch_kinds():
            continue
        put("transfer:asked", scope, _asked(county, f"{prefix}拟转{code}", unit, far))
        put("transfer:issued", scope, _issued(county, f"{prefix}待收{code}", unit, far))
        away = _asked(county, f"{prefix}外转{code}", unit, None, to_name=f"{prefix}外省某县")
        put("transfer:paper", scope, transfers.issue(actor=county.console, transfer=away, valid_days=30))
        put("transfer:arriving", scope, _arrival(_issued(county, f"{prefix}来人{code}", far, unit)))
        back = _arrival(_issued(county, f"{prefix}退人{code}", far, unit))
        given = {"refusal": "not_ours", "text": f"{prefix}不住这里"}
        put("merge", scope, _merge(county, f"{prefix}重名{code}", unit))
        put("care", scope, _care(county, f"{prefix}在外{code}", unit))
        put("transfer:refused", scope, transfers.refuse(actor=county.console, transfer=back, **given))


def _merge(county: County, name: str, unit: Unit) -> Merge:
    """Somebody stood there twice, and was made one."""
    given = {"unit": unit, "name": name, "joined_on": JOINED, "full_on": FULL}
    first, second = (people.register_member(actor=county.console, **given).person for _number in range(2))
    return duplicates.merge(actor=county.console, kept=first, gone=second, reason=f"{name}登记了两次")


def _care(county: County, name: str, unit: Unit) -> Care:
    """Somebody of the branch is away; another of its members keeps in touch."""
    made = people.register_member(actor=county.console, unit=unit, name=name, joined_on=JOINED, full_on=FULL)
    contact = candidates(unit).exclude(pk=made.person_id).first()
    given = {"destination": f"{name}省城", "contact": contact, "since": today() - dt.timedelta(60)}
    return floating.float_out(actor=county.console, membership=made, **given)


def _asked(county: County, name: str, unit: Unit, to: Unit | None, **more: Any) -> Transfer:
    made: Membership = people.register_member(
        actor=county.console, unit=unit, name=name, joined_on=JOINED, full_on=FULL, since=today() - dt.timedelta(90)
    )
    return transfers.ask(actor=county.console, membership=made, reason="work", to=to, **more)


def _issued(county: County, name: str, unit: Unit, to: Unit) -> Transfer:
    asked = _asked(county, name, unit, to)
    return transfers.issue(actor=county.console, transfer=asked, valid_days=30)


def _arrival(transfer: Transfer) -> Transfer:
    return Transfer.objects.get(tenant_id=transfer.tenant_id, code=transfer.code, side=Transfer.Side.IN)
