"""If the audit cannot be written, nothing is (security.md E4)."""

import pytest
from django.db import DatabaseError, models
from django.test import Client

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.core import ready
from leitu.core.clock import today
from leitu.orgs import actions
from leitu.orgs.models import Unit, UnitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    really = ready.insert

    def refuse(one: models.Model) -> None:
        if isinstance(one, Entry):
            raise DatabaseError("no such table: audit_entry")
        really(one)

    monkeypatch.setattr(ready, "insert", refuse)


def test_an_action_fails_with_its_entry_and_leaves_nothing(county, broken_audit) -> None:
    unit = county.units["Q1"]
    before = list(UnitState.objects.values_list("pk", "name", "since", "until"))
    with pytest.raises(DatabaseError):
        actions.rename(actor=county.actor("officer"), unit=unit, name="改不成", on=today(), version=unit.version)
    assert list(UnitState.objects.values_list("pk", "name", "since", "until")) == before
    assert Unit.objects.get(pk=unit.pk).name == unit.name


def test_the_page_says_so_and_reading_goes_on(county, request) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(county.users["officer"])
    SignIn.objects.update(strong=True)
    request.getfixturevalue("broken_audit")
    address = f"/units/{county.units['Q1'].pk}/rename/"
    assert client.post(address, {"name": "改不成", "on": f"{today()}", "version": "1"}).status_code == 500
    assert Unit.objects.get(pk=county.units["Q1"].pk).name == county.units["Q1"].name
    assert client.get("/units/").status_code == 200
