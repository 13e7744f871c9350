"""A ruling whose time is over goes, with its appeal; that there was one stays among the entries, without a word of it."""

import datetime as dt

from leitu.integrity.models import Ruling


def sweep_rulings(before: dt.datetime) -> int:
    """Those whose last day was before that moment; an appeal that waits for its answer keeps its ruling."""
    rows = Ruling.objects.filter(keep_until__lt=before.date()).exclude(state=Ruling.State.APPEALED)
    return rows.delete()[1].get(Ruling._meta.label, 0)
