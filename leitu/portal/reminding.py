"""The button 提醒 beside those who need help: where it leads, and when they were last reminded."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.notices.queries import is_recent, last_reminded, remind_href, remindable
from leitu.portal.queries import Help
from leitu.ui.templatetags.dates import short_day


def reminding(actor: Actor, lines: Sequence[Help]) -> dict[int, dict[str, str]]:
    """For each unit: ``remind_href``, left out when all that is late was reminded of in these days, and ``reminded``."""
    found: dict[int, dict[str, str]] = {}
    keys = [line.unit.pk for line in lines]
    last, below = last_reminded(actor.tenant_id, keys), remindable(actor, keys)
    for line in lines:
        times = [last.get((line.unit.pk, duty.norm)) for duty in line.duties]
        known = [one for one in times if one is not None]
        said = _("上次提醒：%(day)s") % {"day": short_day(max(known))} if known else ""
        may = line.unit.pk in below and not all(map(is_recent, times))
        found[line.unit.pk] = {"remind_href": remind_href(line.unit) if may else "", "reminded": said}
    return found
