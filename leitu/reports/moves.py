"""What the letter of a transfer says, asked of the record."""

from django.conf import settings
from django.utils import translation

from leitu.people.codes import nation
from leitu.people.models import Membership, Person
from leitu.people.wording import code_name
from leitu.reports.heads import head_line
from leitu.reports.transfer_letter import TransferLetter
from leitu.transfers import wording
from leitu.transfers.letters import day_of
from leitu.transfers.models import Transfer


def letter_of(transfer: Transfer) -> TransferLetter:
    """The letter of an end that has one, in Chinese whatever language the screen has."""
    said = transfer.letter
    assert transfer.issued_on is not None  # whoever calls this has asked for the number
    with translation.override(settings.LANGUAGE_CODE):
        return TransferLetter(
            number=transfer.number,
            name=said["name"],
            sex=str(Person.Sex(said["sex"]).label) if said["sex"] in (Person.Sex.MALE, Person.Sex.FEMALE) else "",
            nation=code_name(nation, said["nation"]),
            birth_on=day_of(said, "birth_on"),
            id_number=said["id_number"],
            stage=str(Membership.Stage(said["stage"]).label),
            joined_on=day_of(said, "joined_on"),
            full_on=day_of(said, "full_on"),
            dues_until=wording.month_words(transfer.dues_until),
            old_unit=said["from"],
            receiver=said["to"],
            issuer=transfer.issuer_name,
            issued_on=transfer.issued_on,
            valid_days=transfer.valid_days,
            head=head_line(transfer.tenant_id),
        )
