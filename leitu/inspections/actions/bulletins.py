"""Bulletins: drafted from the data, written on by people, issued once."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.inspections import bulletin as words
from leitu.inspections import policies, queries
from leitu.inspections.models import Bulletin, Round

LONGEST = 8000


@transaction.atomic
def draft_bulletin(*, actor: Actor, round: Round) -> Bulletin:
    """Draft the bulletin of a round from what is on record today; a draft that is there is written anew.

    Raises NotAllowed, WrongState (nothing is drawn yet, it is issued already).
    """
    policies.MANAGE.require(actor, round)
    if round.state == Round.State.PLANNED:
        raise WrongState(_("这一轮还没有抽取，没有可写的。"))
    rows = Bulletin.objects.select_for_update(of=("self",))
    made = rows.filter(tenant_id=round.tenant_id, round=round).first()
    made = made or Bulletin(tenant_id=round.tenant_id, round=round, unit_id=round.unit_id)
    _require_draft(made)

    with translation.override(settings.LANGUAGE_CODE):  # what is issued is in Chinese, whatever the screen speaks
        made.title = words.title_of(round)[:120]
        made.text = words.draft(round, queries.outcome_of(round, today()))
    made.version += 1
    made.save()

    record(actor, "inspections.draft_bulletin", made, title=made.title)
    return made


def _require_draft(row: Bulletin) -> None:
    if row.state == Bulletin.State.ISSUED:
        raise WrongState(_("简报已经印发，不能再改。"))


def _fresh(row: Bulletin, version: int | None) -> Bulletin:
    """The locked row, not issued yet. Raises WrongState, StaleEdit."""
    found: Bulletin = Bulletin.objects.select_for_update(of=("self",)).get(tenant_id=row.tenant_id, pk=row.pk)
    _require_draft(found)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这份简报。"))
    return found


@transaction.atomic
def change_bulletin(*, actor: Actor, bulletin: Bulletin, title: str, text: str, version: int | None = None) -> Bulletin:
    """Write on. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, bulletin)
    bulletin = _fresh(bulletin, version)
    title, text = title.strip(), text.strip()
    if not title or len(title) > 120:
        raise ValidationError({"title": _("写一个标题，最多 120 个字。")})
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("写上内容，最多 %(most)s 个字。") % {"most": LONGEST}})

    bulletin.title, bulletin.text, bulletin.version = title, text, bulletin.version + 1
    bulletin.save(update_fields=["title", "text", "version"])

    record(actor, "inspections.change_bulletin", bulletin, title=title)
    return bulletin


@transaction.atomic
def issue_bulletin(*, actor: Actor, bulletin: Bulletin, version: int | None = None) -> Bulletin:
    """Everybody whom the round was about can read it from now on; it is not changed any more.

    Raises NotAllowed, WrongState, StaleEdit.
    """
    policies.MANAGE.require(actor, bulletin)
    bulletin = _fresh(bulletin, version)

    bulletin.state, bulletin.issued_on, bulletin.version = Bulletin.State.ISSUED, today(), bulletin.version + 1
    bulletin.save(update_fields=["state", "issued_on", "version"])

    record(actor, "inspections.issue_bulletin", bulletin, title=bulletin.title)
    return bulletin
