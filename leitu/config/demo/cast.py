"""The people whose accounts a visitor may enter with one click, and what is going on in their branches today."""

import datetime as dt
import random

from leitu.accounts.actions import open_account
from leitu.accounts.models import User
from leitu.config.demo import watching
from leitu.config.demo.everyday import Everyday
from leitu.config.demo.moving import Moving
from leitu.config.demo.names import person_name
from leitu.config.demo.offices import Offices
from leitu.config.demo.register import PlannedPerson, Register
from leitu.config.demo.tree import Kind, PlannedUnit, Sector, Tree
from leitu.core.actor import Actor, ActorKind
from leitu.core.periods import FOREVER
from leitu.orgs.actions import grant
from leitu.orgs.models import Grant, Role, Tenant, Unit
from leitu.people.actions import sync_grants
from leitu.people.models import Membership, Person, Post
from leitu.people.queries import marked


def branches(tree: Tree) -> list[PlannedUnit]:
    """The two branches of the demo accounts: one in a village with groups, one in a community."""

    def steady(unit: PlannedUnit) -> bool:
        return (
            unit.kind == Kind.BRANCH and not unit.kin and not unit.dissolved_on and not unit.renamed and not unit.moved
        )

    village = next(u for u in tree.units if steady(u) and u.sector == Sector.VILLAGE and u.groups)
    others = [u for u in tree.units if steady(u) and u is not village and u.sector != Sector.VILLAGE]
    return [village, next((u for u in others if u.sector == Sector.COMMUNITY), others[0])]


class Cast:
    """Opens the demo accounts, gives them their roles as in life, and lets two of them do today's work."""

    def __init__(
        self,
        rng: random.Random,
        actor: Actor,
        tenant: Tenant,
        tree: Tree,
        register: Register,
        offices: Offices,
        today: dt.date,
    ) -> None:
        self.rng, self.actor, self.tenant, self.today = rng, actor, tenant, today
        self.tree, self.register, self.offices = tree, register, offices
        self.village, self.community = branches(tree)
        self.roles = {role.code: role for role in Role.objects.filter(tenant=tenant)}
        self.root = Unit.objects.get(pk=tree.root.pk)
        self._taken: set[PlannedPerson] = set()

    def enter(self) -> None:
        """Open the accounts in the order in which the demo page lists them."""
        offices = (u for u in self.tree.units if u.sector == Sector.OFFICE and len(self.register.members_of(u)) > 2)
        office = next(offices, self.community)
        root, village, community = self.tree.root.name, self.village.name, self.community.name
        officer = self._with_person("officer", f"{root}党务干部", self._member(office))
        self._grant(officer, "officer")
        self._superior(f"{root}书记")
        secretary = self._with_person("secretary", f"{village}书记", self._holder(self.village, Post.Title.SECRETARY))
        secretary2 = self._with_person(
            "secretary2", f"{community}书记", self._holder(self.community, Post.Title.SECRETARY)
        )
        organiser = self._holder(self.community, Post.Title.ORGANISATION_OFFICER)
        self._with_person("organiser", f"{community}组织委员", organiser)
        member = self._with_person("member", f"{community}党员", self._member(self.community))
        elder = self._with_person("elder", f"{village}老党员", self._eldest(self.village))
        inspector = self._with_person("inspector", f"{root}督查员", self._member(office))
        self._grant(inspector, "inspector")
        for username, role in (("admin", "administrator"), ("security", "security_officer"), ("auditor", "auditor")):
            label = person_name(self.rng, born=1988, male=self.rng.random() < 0.5)
            user = self._account(username, label, f"{root}{self.roles[role].name}")
            self._grant(user, role)
        discipline = self._with_person(
            "discipline", f"{community}纪检委员", self._holder(self.community, Post.Title.DISCIPLINE_OFFICER)
        )
        if not Grant.objects.filter(user=discipline, role=self.roles["discipline_officer"]).exists():
            # A branch too small for the post: the line names somebody all the same.
            self._grant(discipline, "discipline_officer", Unit.objects.get(pk=self.community.pk))
        body = self._with_person("body", f"{root}{self.roles['discipline_body'].name}", self._member(office))
        self._grant(body, "discipline_body")
        watching.watch(_actor(discipline), _actor(body), self.community, _actor(member))
        watching.report_up(_actor(secretary2), _actor(officer), self.community)
        everyday = Everyday(self.tenant, self.today)
        everyday.meeting_today(_actor(secretary), self.village, self._who_cannot_come())
        everyday.waive(_actor(officer))
        everyday.remark(_actor(officer))
        everyday.ask(_actor(officer))
        everyday.campaign(_actor(officer), self.tree.root)
        everyday.speak(_actor(member), _actor(secretary2))
        everyday.lend(_actor(elder), _actor(secretary))
        here = _actor(secretary), Unit.objects.get(pk=self.village.pk)
        there = _actor(secretary2), Unit.objects.get(pk=self.community.pk)
        moving = Moving(_actor(officer), here, there, self.today)
        moving.enter(self._movers(self.village, 3), self._movers(self.community, 2))
        away = Membership.objects.filter(unit_id=self.village.pk, until=FOREVER).order_by("pk")
        moving.keep_in_touch(list(marked(away, "floating", self.today)[:3]), Person.objects.get(account=secretary))

    # -- who

    def _holder(self, unit: PlannedUnit, title: str) -> PlannedPerson:
        """Who holds the post today; in a branch too small for it, any member."""
        held = [p.person for p in self.offices.posts if p.unit is unit and p.title == title and p.until == FOREVER]
        return held[0] if held and held[0] else self._member(unit)

    def _member(self, unit: PlannedUnit) -> PlannedPerson:
        """Somebody without a post, if possible in the middle of life and at home."""
        busy = {p.person for p in self.offices.posts if p.until == FOREVER}
        free = [p for p in self.register.members_of(unit) if p not in self._taken]

        def rank(person: PlannedPerson) -> tuple[bool, bool, bool]:
            in_midlife = 26 <= person.age_on(self.today) <= 52
            return person in busy, not person.is_full_on(self.today) or bool(person.away), not in_midlife

        return min(free, key=rank)

    def _movers(self, unit: PlannedUnit, count: int) -> list[Membership]:
        """Members without a post whose organisational relations are on the move."""
        found = []
        for _number in range(count):
            planned = self._member(unit)
            self._taken.add(planned)
            found.append(Membership.objects.get(person_id=planned.pk, until=FOREVER))
        return found

    def _eldest(self, unit: PlannedUnit) -> PlannedPerson:
        return max(self.register.members_of(unit), key=lambda p: (bool(p.exempt), self.today - p.born))

    # -- accounts

    def _account(self, username: str, label: str, note: str) -> User:
        """An account without a password: in demo mode one click enters it, elsewhere nothing does."""
        user = open_account(actor=self.actor, label=label, tenant_id=self.tenant.pk)
        user.username, user.is_demo, user.demo_note = username, True, note[:200]
        user.save(update_fields=["username", "is_demo", "demo_note"])
        return user

    def _with_person(self, username: str, note: str, planned: PlannedPerson) -> User:
        self._taken.add(planned)
        person = Person.objects.get(pk=planned.pk)
        person.account = user = self._account(username, planned.name, note)
        person.save(update_fields=["account"])
        sync_grants(self.actor, person)
        return user

    def _superior(self, note: str) -> User:
        """The committee's secretary, who is the second person; in a district too small for one, an account for him."""
        heads = [p for p in self.offices.posts if p.unit is self.tree.root and p.title == Post.Title.SECRETARY]
        holder = next((p.person for p in heads if p.until == FOREVER), None)
        if holder is not None and holder not in self._taken:
            return self._with_person("superior", note, holder)
        user = self._account("superior", person_name(self.rng, born=1970, male=True), note)
        self._grant(user, "superior_secretary")
        return user

    def _grant(self, user: User, role: str, unit: Unit | None = None) -> None:
        grant(actor=self.actor, user=user, role=self.roles[role], unit=unit or self.root, reach=Grant.Reach.BELOW)

    def _who_cannot_come(self) -> list[PlannedPerson]:
        fitting = [
            p
            for p in self.register.members_of(self.village)
            if not p.exempt and not p.away and not p.suspended_since and p not in self._taken
        ]
        return fitting[-2:]


def _actor(user: User) -> Actor:
    person = Person.objects.filter(account=user).first()
    return Actor(ActorKind.USER, user.pk, user.tenant_id, user.label, person.pk if person else 0)
