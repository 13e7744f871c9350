"""Members on the move in the branches of the demo accounts: one transfer in every state, made by the same actions as in life."""

import datetime as dt

from leitu.core.actor import Actor
from leitu.floating import actions as floating
from leitu.orgs.models import Unit
from leitu.people.models import FloatingRecord, Membership, Person
from leitu.transfers import actions
from leitu.transfers.models import Transfer


class Moving:
    """Between the village and the community, both of which have a secretary with an account; ``officer`` stands above."""

    def __init__(
        self, officer: Actor, village: tuple[Actor, Unit], community: tuple[Actor, Unit], today: dt.date
    ) -> None:
        self.officer, self.today = officer, today
        self.village, self.community = village, community

    def enter(self, villagers: list[Membership], neighbours: list[Membership]) -> None:
        """``villagers`` (three) go to the community, ``neighbours`` (two) to the village and away on paper."""
        waiting, asked, received = villagers
        self._issue(self._ask(self.village[0], waiting, self.community[1], Transfer.Reason.HOME), 10)
        self._ask(self.village[0], asked, self.community[1], Transfer.Reason.WORK)
        done = self._issue(self._ask(self.village[0], received, self.community[1], Transfer.Reason.HOME), 10)
        actions.receive(actor=self.community[0], transfer=self._arrival(done))
        back, away = neighbours
        letter = self._issue(self._ask(self.community[0], back, self.village[1], Transfer.Reason.RETIRED), 10)
        text = "他的房子在邻村，平时也住在那边，请核对一下。"
        actions.refuse(actor=self.village[0], transfer=self._arrival(letter), refusal="wrong_branch", text=text)
        paper = self._ask(self.community[0], away, None, Transfer.Reason.WORK, to_name="南岭省江口市新港区委组织部")
        self._issue(paper, 30)
        actions.enter_letter(
            actor=self.village[0],
            unit=self.village[1],
            from_name="南岭省江口市新港区石湾街道党工委",
            number="〔2026〕0317号",
            issued_on=self.today - dt.timedelta(days=6),
            valid_days=60,
            joined_on=dt.date(2014, 7, 1),
            full_on=dt.date(2015, 7, 1),
            reason=Transfer.Reason.HOME,
            dues_until=self.today.replace(day=1),
            name="韩冬青",
            sex="1",
            nation="01",
        )

    def keep_in_touch(self, away: list[Membership], contact: Person) -> None:
        """Of those who are away from the village each has a contact person but the last, who waits for one."""
        for held in away[:-1] or away:
            destination = FloatingRecord.objects.filter(person=held.person).order_by("-since")[0].destination
            care = floating.float_out(
                actor=self.village[0],
                membership=held,
                destination=destination or "省城",
                contact=contact,
                host=self.community[1],
            )
            on = self.today - dt.timedelta(days=3)
            if care.record.since <= on:
                floating.note_contact(actor=self.village[0], care=care, on=on, way="phone", text="身体好，年底回来")

    def _ask(self, actor: Actor, held: Membership, to: Unit | None, reason: str, to_name: str = "") -> Transfer:
        month = self.today.replace(day=1)
        return actions.ask(actor=actor, membership=held, reason=reason, to=to, to_name=to_name, dues_until=month)

    def _issue(self, transfer: Transfer, days: int) -> Transfer:
        return actions.issue(actor=self.officer, transfer=transfer, valid_days=days)

    def _arrival(self, transfer: Transfer) -> Transfer:
        return Transfer.objects.get(tenant_id=transfer.tenant_id, code=transfer.code, side=Transfer.Side.IN)
