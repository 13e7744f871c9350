"""Markup that lies in every free text of the database comes out of no page as markup (security.md B7).

What is typed into forms: tests/test_bad_input.py. What leaves in sheets: tests/test_exports.py. Here the rows themselves
are evil, however they came to be, and every page that shows them is read by somebody for whom it is made.
"""

import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.access_matrix import MATRIX
from tests.bad_input import HTMX, IMAGE, MARK, SCRIPT, TEMPLATE
from tests.support.flush import without_triggers
from tests.test_bad_input import pages, role_for
from tests.visitors import Visitors, address, body
from tests.world import World

pytestmark = pytest.mark.once

PAYLOADS = {"script": SCRIPT, "image": IMAGE, "htmx": HTMX, "template": TEMPLATE, "svg": f"<svg/onload={MARK}()>"}
RAW = re.compile(rf"<(script|img|svg|b)[^>&]*{MARK}|<script>alert\('{MARK}|49{MARK}".encode())
"""What a payload looks like when it is markup, or was worked out as a template."""
NO_FREE_TEXT = re.compile(
    r"code|verb|digest|key|hash|kind|type|path|secret|token|sealed|username|password|source|request_id|outcome|problem"
    r"|ending|capacity|previous|entries|state|reach|norm|url|service|target|permission|sector|nature|situation|session"
    r"|job|nation|education|sex|marital|shape|scope|period|on_change|model|app|codename|tokens"
)
"""Names of fields that programs read: a value of theirs is chosen or computed, never typed freely."""


def free_texts() -> list[tuple[type[models.Model], str, int]]:
    """Every field of ours that people type freely, with its length."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("leitu."):
            continue
        for field in model._meta.concrete_fields:
            plain = isinstance(field, models.CharField | models.TextField) and not field.choices
            if plain and not NO_FREE_TEXT.search(field.name):
                found.append((model, field.name, field.max_length or 2000))
    return found


def poison(payload: str) -> int:
    """Put the payload into every row of every free text; returns how many fields took it."""
    taken = 0
    with without_triggers(connection):
        for model, name, length in free_texts():
            try:
                with transaction.atomic():
                    taken += bool(model._default_manager.update(**{name: payload[:length]}))
            except DatabaseError:
                continue  # a constraint wants different values in each row
    return taken


def test_there_are_free_texts_and_they_include_the_obvious() -> None:
    known = {f"{model._meta.label}.{name}" for model, name, _length in free_texts()}
    wanted = {
        "orgs.Unit.name",
        "people.Person.name",
        "activities.Activity.topic",
        "activities.Minutes.text",
        "audit.Entry.actor_label",
    }
    assert wanted - known == set()


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_page_shows_a_stored_payload_as_markup(visitors: Visitors, scene: World, kind: str) -> None:
    assert poison(PAYLOADS[kind]) > 20
    raw, broken, shown = [], [], 0
    documents: dict[str, bytes] = {}
    for name in pages():
        role = role_for(name)
        url = address(scene, name, MATRIX[name], "own")
        if role is None or url is None:
            continue
        answer = visitors[role].get(url, follow=True)
        content = body(answer)
        if answer.status_code >= 500:
            broken.append(name)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            shown += MARK.encode() in content
            raw += [name] if RAW.search(content) else []
        elif answer.status_code == 200:
            documents[f"{name} {answer.headers['Content-Type'].partition(';')[0]}"] = content
    assert (raw, broken) == ([], [])
    assert shown > 20, f"only {shown} pages showed the payload at all"
    assert {name: faults for name, content in documents.items() if (faults := document_faults(content))} == {}
    assert {name.rpartition(" ")[2] for name in documents} >= DOCUMENTS


DOCUMENTS = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
OWN = re.compile(r"(SUM|SUBTOTAL|COUNTA?)\([A-Z0-9:,$ ]+\)")
"""The formulas that our own tables write."""
ACTIVE = re.compile(rb"/JavaScript|/JS\b|/Launch|/OpenAction|/EmbeddedFile|javascript:", re.IGNORECASE)
"""What a PDF says of something that acts by itself."""


def document_faults(content: bytes) -> list[str]:
    """What a payload did to a document: it is text there, and no part, element, formula or link of its own."""
    if content.startswith(b"%PDF"):
        return [one.decode() for one in ACTIVE.findall(content)]
    if not content.startswith(b"PK"):
        return []
    faults = []
    with ZipFile(BytesIO(content)) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(file.read(name))  # raises when the payload broke it
                for element in root.iter():
                    tag = element.tag.rpartition("}")[2]
                    if tag in ("script", "img", "svg", "instrText") or (tag == "f" and not OWN.fullmatch(element.text)):
                        faults.append(f"{name}: <{tag}> {element.text}")
                if name.endswith(".rels"):
                    modes = [element.get("TargetMode") for element in root.iter()]
                    faults += [f"{name}: leads outside"] * modes.count("External")
    return faults


def test_the_look_into_documents_sees_a_fault() -> None:
    made = BytesIO()
    with ZipFile(made, "w") as file:
        file.writestr("xl/sheet1.xml", "<sheet><c><f>1+1</f></c></sheet>")
        file.writestr("_rels/a.rels", '<r><t TargetMode="External" Target="x"/></r>')
    assert document_faults(made.getvalue()) == ["xl/sheet1.xml: <f> 1+1", "_rels/a.rels: leads outside"]
    assert document_faults(b"%PDF-1.7 /OpenAction << /S /JavaScript >>") == ["/OpenAction", "/JavaScript"]
