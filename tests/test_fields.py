"""Who sees which sensitive field, as data (security.md A4, A6): the matrix, and pages opened to hold it to what is."""

import pytest

from leitu.orgs.models import Role
from tests.access_matrix import MATRIX
from tests.access_rows import HOLDERS
from tests.visitors import Visitors, address, body
from tests.world import World

FIELDS = ("id_number", "mobile", "landline", "address")
"""What is encrypted of a person."""
MASKED = frozenset({"committee_member", "secretary", "neighbour", "officer", "organiser", "county_officer"})
"""They see it masked, in their own scope."""
REVEALED = MASKED - {"committee_member"}
"""They may look at it, one by one, and that is on record."""
THREE = ("administrator", "security_officer", "auditor")
"""They see nothing of it, nowhere."""
VALUES = {
    "id_number": "339901198102030021",
    "mobile": "15488000001",
    "landline": "0571-86000001",
    "address": "金丝雀路7001号",
}


def test_the_matrix_is_what_the_roles_carry() -> None:
    assert HOLDERS["people.view"] == MASKED
    assert HOLDERS["people.reveal"] == REVEALED


@pytest.mark.parametrize("role", THREE)
def test_none_of_the_three_holds_a_right_over_people(scene: World, role: str) -> None:
    held = Role.objects.get(tenant=scene.here.tenant, code=role)
    assert [name for name in held.permissions if name.startswith(("people.", "activities.", "reports."))] == []
    assert set(held.apart_from) == {*THREE, "discipline_body"} - {role}


@pytest.mark.parametrize("role", THREE)
def test_no_page_shows_them_a_sensitive_value(visitors: Visitors, scene: World, role: str) -> None:
    person = scene.things["person"]["own"]
    for name, value in VALUES.items():
        person.seal(name, value)
    person.save()
    shown, opened = {}, 0
    for name, row in sorted(MATRIX.items()):
        if role not in row.gate:
            continue
        scope = "own" if row.of not in ("", "nothing") else "absent" if row.of else ""
        url = address(scene, name, row, scope)
        if url is None:
            continue
        answer = visitors[role].get(url)
        opened += answer.status_code == 200
        page = body(answer).decode(errors="replace")
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        for field, value in VALUES.items():
            if value in page or (is_html and value[-6:] in page):
                shown[f"{name}: {field}"] = value
    assert shown == {}
    assert opened >= 8, opened


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("role", THREE)
def test_none_of_them_can_ask_for_one(visitors: Visitors, scene: World, role: str, field: str) -> None:
    person = scene.things["person"]["own"]
    assert visitors[role].post(f"/people/{person.pk}/reveal/{field}/").status_code in (403, 404)
