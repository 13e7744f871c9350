"""Transfers as programs read them: no more than their pages show to the same reader."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.core.clock import today
from leitu.transfers import queries, wording
from leitu.transfers.models import Transfer

area = Area("transfers", _("组织关系转接"))


class TransferLine(Out):
    """One end of a transfer. ``light``: met, cancelled, upcoming, due_soon or overdue; ``turn``: who has to act, in words."""

    id: int
    name: str
    side: str
    way: str
    state: str
    unit: Named
    peer_name: str
    reason: str
    number: str
    issued_on: dt.date | None
    valid_until: dt.date | None
    due_on: dt.date | None
    asked_on: dt.date
    ended_on: dt.date | None
    light: str
    turn: str
    version: int


class TransferRecord(TransferLine):
    """With what the letter says (the identity number masked), the refusal if there is one, and the outcome."""

    person: int | None
    issuer_name: str
    dues_until: dt.date | None
    note: str
    letter: dict[str, str]
    refusal: str
    refusal_text: str
    outcome: str


def head(row: Transfer) -> dict[str, object]:
    """The fields of a line."""
    names = ("name", "side", "way", "state", "peer_name", "reason", "number", "issued_on", "valid_until", "due_on")
    more = ("asked_on", "ended_on", "version")
    return {name: getattr(row, name) for name in (*names, *more)} | {
        "id": row.pk,
        "unit": Named(id=row.unit_id, name=row.unit.name),
        "light": queries.light(row, today()),
        "turn": wording.turn(row),
    }


def transfer_line(row: Transfer) -> TransferLine:
    return TransferLine.model_validate(head(row))


def transfer_record(pk: int) -> TransferRecord:
    """As it stands now; the caller has seen it."""
    row = Transfer.objects.select_related("unit", "issuer", "judge").get(pk=pk)
    letter = {str(label): value for label, value in wording.letter_lines(row)}
    names = ("issuer_name", "dues_until", "note", "refusal", "refusal_text", "outcome")
    more = {name: getattr(row, name) for name in names}
    return TransferRecord.model_validate({**head(row), **more, "person": row.person_id, "letter": letter})
