"""Handing out papers: they change nothing, but who took what is on record.

The transaction is only about the entry: a long ledger must not keep others from writing while it is made.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from leitu.activities import life
from leitu.activities.models import Activity
from leitu.activities.policies import VIEW
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState
from leitu.people.models import Person
from leitu.people.standing import HIMSELF
from leitu.reports import own_record, policies, queries
from leitu.reports.ledger import ledger_xlsx
from leitu.reports.minutes import minutes_docx
from leitu.reports.own import own_zip

MOST_ROWS = 10_000
"""Rows of one ledger; it stays below what an upload in the browser takes back (leitu.core.tabular.limits)."""


def download_minutes(*, actor: Actor, activity: Activity) -> bytes:
    """The record of one meeting as .docx, a draft until it is archived. Raises NotAllowed, WrongState."""
    policies.READ_RECORD.require(actor, activity)
    if activity.state not in life.HELD:
        raise WrongState(_("这次活动没有开，所以没有会议记录。"))

    with translation.override(settings.LANGUAGE_CODE):
        said = queries.minutes_record(actor, activity)
    try:
        paper = minutes_docx(said)
    except ValueError as problem:
        raise WrongState(_("这份会议记录太长，放不进一个文件。请在会议记录页上复制。")) from problem

    with transaction.atomic():
        record(actor, "reports.download_minutes", activity, draft=said.draft)
    return paper


def download_own(*, actor: Actor, person: Person) -> bytes:
    """Everything about oneself as a .zip (workbook and JSON), at once. Raises NotAllowed."""
    HIMSELF.require(actor, person)

    with translation.override(settings.LANGUAGE_CODE):
        content = own_zip(name=person.name, made_at=own_record.moment(now()), tables=own_record.tables(person))

    with transaction.atomic():
        record(actor, "reports.download_own", person)
    return content


def download_ledger(*, actor: Actor, choice: queries.Choice) -> bytes:
    """The ledger of organised life as .xlsx. Raises NotAllowed, ValidationError (more than MOST_ROWS rows)."""
    if choice.unit is not None:
        VIEW.require(actor, choice.unit)
    elif not VIEW.allowed_anywhere(actor):
        raise NotAllowed(VIEW.name)
    activities = queries.chosen(actor, choice)
    number = activities.count()
    if number > MOST_ROWS:
        raise ValidationError(
            _("这样选出来有 %(number)s 条，一份台账最多 %(most)s 条。请缩短期间，或者只选一个党组织、一种类型。"),
            params={"number": number, "most": MOST_ROWS},
        )

    with translation.override(settings.LANGUAGE_CODE):
        sheet = ledger_xlsx(
            title=choice.title,
            period=choice.period,
            rows=queries.ledger_rows(actor, activities),
            filters=choice.words,
            made_by=actor.label,
            made_at=now(),
        )

    unit, filters = choice.unit, f"{choice.period}；{choice.words}"
    with transaction.atomic():
        record(actor, "reports.download_ledger", unit, unit_id=unit.pk if unit else 0, rows=number, filters=filters)
    return sheet
