from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.db import transaction

from leitu.accounts import actions as accounts
from leitu.accounts.links import invitation_url
from leitu.accounts.models import Invitation, User
from leitu.accounts.names import canonical
from leitu.core.clock import today
from leitu.core.command import INPUT_ERROR, LeituCommand, Usage
from leitu.core.errors import WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.models import Grant, Role, Tenant, Unit, valid_on

ROLE = "officer"
ROLES = (ROLE, "organisation_officer", "inspector", "administrator", "security_officer", "auditor")
"""Roles that stand above branches; those of branches come with posts."""
LONGEST_NAME = 100


class Command(LeituCommand):
    help = "Make an account with the role officer (党务干部), or another one above branches, at a unit and all below it; prints a one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the organisation (党组织代码)")
        parser.add_argument("--tenant", metavar="CODE", help="code of the body that administers, if several have CODE")
        parser.add_argument("--name", required=True, help="name of the person")
        parser.add_argument("--login", required=True, help="login name")
        parser.add_argument("--role", choices=ROLES, default=ROLE, help="the role to hold (default: officer)")
        parser.add_argument("--days", type=int, default=14, help="how long the link works (1 to 90; default: 14)")
        parser.add_argument(
            "--renew", action="store_true", help="a new link for an officer who is there but has lost the password"
        )

    def run(self, **options: Any) -> int:
        unit = self.unit(options["unit"], options["tenant"])
        name = options["name"].strip()
        if not name or len(name) > LONGEST_NAME:
            raise Usage("--name must have 1 to 100 characters.")
        try:
            find = self.officer if options["renew"] else self.make
            with transaction.atomic():
                user = find(unit, name, options["login"], options["role"])
                code = accounts.invite(actor=self.actor(unit.tenant_id), user=user, days=options["days"])
        except ValidationError as problem:
            self.tell("".join(problem.messages))
            return INPUT_ERROR
        except WrongState as problem:
            self.tell(str(problem))
            return INPUT_ERROR
        link = invitation_url(code)
        expires_at = Invitation.objects.waiting().get(tenant_id=unit.tenant_id, user=user).expires_at
        if options["format"] == "json":
            self.show({"login": user.username, "link": link, "expires_at": expires_at})
        else:
            self.tell(
                f"{name} is {options['role']} at {unit.name}. This link sets the password, once, until {expires_at:%Y-%m-%d}:"
            )
            self.stdout.write(link)
        return 0

    def unit(self, code: str, tenant: str | None) -> Unit:
        """The unit of the new officer. Raises Usage."""
        units = Unit.objects.select_related("tenant").filter(code=code)
        if tenant:
            if not Tenant.objects.filter(code=tenant).exists():
                raise Usage(f"Unknown tenant: {tenant}")
            units = units.filter(tenant__code=tenant)
        found = list(units.order_by("tenant__code")[:10])
        if not found:
            raise Usage(f"Unknown unit: {code}")
        if len(found) > 1:
            tenants = ", ".join(one.tenant.code for one in found)
            raise Usage(f"Several tenants have a unit {code}. Say which with --tenant: {tenants}")
        return found[0]

    def make(self, unit: Unit, name: str, login: str, code: str) -> User:
        """A new account with the grant. Raises ValidationError (the login name is taken, or cannot be one)."""
        actor = self.actor(unit.tenant_id)
        role = Role.objects.get(tenant_id=unit.tenant_id, code=code)
        user = accounts.open_account(actor=actor, label=name, tenant_id=unit.tenant_id, username=login)
        orgs.grant(actor=actor, user=user, role=role, unit=unit, reach=Grant.Reach.BELOW)
        return user

    def officer(self, unit: Unit, name: str, login: str, role: str) -> User:
        """The officer of that name and login at the unit; no other account is given away. Raises ValidationError."""
        held = Grant.objects.filter(
            valid_on(today()),
            tenant_id=unit.tenant_id,
            unit=unit,
            role__code=role,
            user__username=canonical(login),
            user__label=name,
        ).select_related("user")
        found = held.first()
        if found is None:
            raise ValidationError(f"No {role} {name} with the login {login} at {unit.name}.")
        return found.user
