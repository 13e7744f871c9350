"""Special efforts (专项行动) begin with a basis, an approver and an end, and end with a summary."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.periods import add_months
from leitu.matters import policies
from leitu.matters.models import Campaign, Matter
from leitu.orgs.models import Unit

LONGEST_MONTHS = 24
LONGEST_SUMMARY = 5000


@transaction.atomic
def open_campaign(
    *,
    actor: Actor,
    unit: Unit,
    title: str,
    basis: str,
    approver: str,
    starts_on: dt.date,
    ends_on: dt.date,
    kind: str = "",
    words: str = "",
    source: str = "",
) -> Campaign:
    """Name what a filter finds at ``unit`` and below between two days; nothing is asked of anybody for it.

    ``words``: titles with one of these, between blanks. Raises NotAllowed, ValidationError.
    """
    policies.REVIEW.require(actor, unit)
    given = {"title": title.strip(), "basis": basis.strip(), "approver": approver.strip()}
    longest = {"title": 100, "basis": 200, "approver": 100}
    problems = {
        name: _("这一项要写，最多 %(most)s 个字。") % {"most": longest[name]}
        for name, text in given.items()
        if not 0 < len(text) <= longest[name]
    }
    if not starts_on <= ends_on or ends_on > add_months(starts_on, LONGEST_MONTHS):
        problems["ends_on"] = _("结束在开始之后，最长两年。")
    elif ends_on < today():
        problems["ends_on"] = _("结束的日子已经过了。")
    if kind not in ("", *Matter.Kind.values):
        problems["kind"] = _("没有这种清单。")
    if problems:
        raise ValidationError(problems)

    campaign: Campaign = Campaign.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        kind=kind,
        words=" ".join(words.split())[:200],
        source=source.strip()[:60],
        opened_by_label=actor.label[:120],
        **given,
    )

    record(actor, "matters.open_campaign", campaign, title=campaign.title, basis=campaign.basis, ends_on=ends_on)
    return campaign


@transaction.atomic
def end_campaign(*, actor: Actor, campaign: Campaign, summary: str, version: int | None = None) -> Campaign:
    """It has ended, with this summary; what is open stays on the ledger.

    Raises NotAllowed, WrongState (ended already), StaleEdit, ValidationError.
    """
    policies.REVIEW.require(actor, campaign)
    campaign = Campaign.objects.select_for_update(of=("self",)).get(tenant_id=campaign.tenant_id, pk=campaign.pk)
    if campaign.ended_at is not None:
        raise WrongState(_("这个行动已经收尾了。"))
    if version is not None and version != campaign.version:
        raise StaleEdit(_("在您填写的时候，别人改过这个行动。"))
    if not 0 < len(summary.strip()) <= LONGEST_SUMMARY:
        raise ValidationError({"summary": _("小结要写，最多 %(most)s 个字。") % {"most": LONGEST_SUMMARY}})

    campaign.ended_at, campaign.summary = now(), summary.strip()
    campaign.version += 1
    campaign.save(update_fields=["ended_at", "summary", "version"])

    record(actor, "matters.end_campaign", campaign, title=campaign.title)
    return campaign
