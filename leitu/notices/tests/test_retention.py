"""Old notices and digests go; what is younger stays, and so does what waits to be sent (security.md D5)."""

import datetime as dt
from typing import Any

from leitu.core import jobs
from leitu.core.clock import now, today
from leitu.notices.models import Message, Notice
from tests.cast import County


def test_notices_of_a_year_and_digests_of_a_quarter_stay(county: County) -> None:
    Notice.objects.all().delete()
    user = county.users["梅"]
    common: dict[str, Any] = {"tenant": county.tenant, "user": user}
    for number, days in enumerate((364, 366)):
        at = now() - dt.timedelta(days=days)
        Notice.objects.create(**common, kind="office", verb="orgs.grant", entry_id=number, at=at)
    for number, (days, state) in enumerate(((89, "sent"), (91, "sent"), (92, "parked"), (93, "waiting"))):
        on = today() - dt.timedelta(days=days)
        Message.objects.create(
            **common, target=f"user:{number}", on=on, up_to=1, subject="x", text="x", state=state, next_try_at=now()
        )
    done = jobs.run_now("oversight.sweep").result
    assert (done["notices.notices"], done["notices.messages"]) == (1, 2)
    assert [(now() - one.at).days for one in Notice.objects.all()] == [364]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent", "waiting"}
