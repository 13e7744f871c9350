"""What stands around accounts in tests/world.py: an ask, a token, a factor, a session."""

import datetime as dt

from leitu.accounts.models import ApiToken, Factor, SignIn, User
from leitu.approvals.models import Ask
from leitu.core.clock import now
from leitu.orgs.models import Unit
from leitu.people import actions as people
from leitu.people import policies as people_policies
from leitu.people.releasing import FEW_PERSONS
from leitu.ui.exporting import Handout
from leitu.ui.parts import Column
from tests.cast import County


def ask(county: County, prefix: str, unit: Unit) -> Ask:
    """The county officer asks for a list of that unit's members."""
    actor = county.actor(f"{prefix}county_officer")
    address = f"/people/?unit={unit.pk}"
    columns = [Column("姓名", value="person.name")]
    handout = Handout(f"{prefix}党员", columns, [], FEW_PERSONS + 1, "", people_policies.VIEW, unit, address=address)
    return people.ask_export(actor=actor, handout=handout, purpose=f"{prefix}核对名册")


def api_token(user: User) -> ApiToken:
    at = now()
    return ApiToken.objects.create(
        tenant_id=user.tenant_id,
        user=user,
        label="月报同步",
        scopes=["read"],
        digest=f"{user.pk:032d}",
        made_at=at,
        expires_at=at + dt.timedelta(days=90),
    )


def factor(user: User) -> Factor:
    row = Factor(tenant_id=user.tenant_id, user=user, kind=Factor.Kind.APP, name="手机", created_at=now())
    row.seal("secret", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    row.save()
    return row


def session(user: User) -> SignIn:
    return SignIn.objects.create(tenant_id=user.tenant_id, user=user, device="手机", started_at=now(), seen_at=now())
