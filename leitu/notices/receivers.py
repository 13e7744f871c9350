"""Tell at once what was just done; whatever fails here is made up for by the job, and the person's page never fails."""

import logging
from typing import Any

from django.dispatch import receiver

from leitu.audit.models import Entry
from leitu.audit.record import recorded
from leitu.notices.collect import tell
from leitu.notices.rules import RULES

log = logging.getLogger("leitu.notices")


@receiver(recorded, dispatch_uid="leitu.notices")
def tell_now(entry: Entry, **more: Any) -> None:
    if entry.verb not in RULES:
        return
    try:
        tell([entry])
    except Exception as problem:
        log.warning("entry %s is told later: %s", entry.pk, type(problem).__name__)
