"""The heads of the audit leave the house once a day, to an address that no page can change."""

from typing import Any

import pytest
from django.core import mail

from leitu.audit import sealing
from leitu.audit.record import record
from leitu.audit.verify import verify
from leitu.notices.deliver import deliver
from leitu.notices.heads import compose_heads
from leitu.notices.models import Message
from leitu.notices.tests.test_digest import at

KEEPER = "heads@example.org"


@pytest.fixture
def sealed(county: Any, settings: Any) -> Any:
    settings.EMAIL_HOST, settings.LEITU_AUDIT_MAIL = "mail.example", KEEPER
    with at(8):
        record(county.actor("梅"), "orgs.rename", county.units["Q1"], before="甲支部", after="乙支部")
        sealing.seal_all()
    return county


def test_the_heads_go_out_once_a_day_also_on_holidays_and_at_night(sealed: Any) -> None:
    with at(22, day=1, month=10):
        assert (compose_heads(), compose_heads()) == (1, 0)
        assert deliver() == (1, 0)
    with at(9, day=2, month=10):
        assert compose_heads() == 1
    (sent,) = mail.outbox
    assert sent.to == [KEEPER]
    head = sealing.newest_head(sealed.tenant.pk)
    assert sealing.written(head) in sent.body
    assert "支部" not in sent.body.replace("支部党", "")
    assert "梅" not in sent.body


def test_what_was_mailed_finds_a_tail_that_was_cut_off(sealed: Any) -> None:
    from django.db import connection

    from leitu.audit.models import Entry, Seal
    from tests.support.flush import without_triggers

    with at(8, 30):
        record(sealed.actor("梅"), "orgs.close", sealed.units["Q1"])
        sealing.seal_all()
        compose_heads()
    line = next(line for line in Message.objects.get().text.splitlines() if line.startswith(f"{sealed.tenant.pk}-"))
    kept = sealing.read_back(line.partition("（")[0])
    assert verify([kept]).is_whole
    with without_triggers(connection):
        last = Seal.objects.filter(tenant_id=sealed.tenant.pk).latest("number")
        Entry.objects.filter(pk__in=[number for number, _digest in last.listed()]).delete()
        Seal.objects.filter(pk=last.pk).delete()
    assert verify([]).is_whole, "without the mail nobody can know"
    assert [found.problem for found in verify([kept]).findings] == ["head_unknown"]


def test_without_an_address_or_mail_nothing_is_made(sealed: Any, settings: Any) -> None:
    settings.LEITU_AUDIT_MAIL = ""
    assert compose_heads() == 0
    settings.LEITU_AUDIT_MAIL, settings.EMAIL_HOST = KEEPER, ""
    assert compose_heads() == 0


def test_an_address_taken_away_stops_what_waits(sealed: Any, settings: Any) -> None:
    with at(9):
        compose_heads()
        settings.LEITU_AUDIT_MAIL = ""
        assert deliver() == (0, 1)
    assert mail.outbox == []
