"""The house as house.md draws it: floors, rooms, models, names. What a machine can check, nobody has to review."""

import re
from collections.abc import Iterator

import grimp
import pytest
import yaml
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core import checks
from django.db import models
from django.db.migrations.loader import MigrationLoader

from leitu.facts import kinds as fact_kinds
from leitu.orgs.access import permission_names
from tests.source import PACKAGE, ROOT, floors, may_use, modules, settings

OURS = sorted(floors())
PRIVATE = {"views", "forms", "tasks", "facts", "receivers", "urls", "apps", "admin", "api", "management"}
"""Rooms that nobody enters from another app."""
FORBIDDEN_FILES = {"services", "utils", "helpers", "managers", "signals", "constants", "mixins", "misc", "common"}
WITHOUT_TENANT = {
    "orgs.Installation": "the database itself",
    "orgs.Tenant": "is the tenant",
}
UNIQUE_EVERYWHERE = {
    "orgs.Tenant.code": "the tenant's own key",
    "accounts.User.username": "the sign-in page cannot know the tenant",
    "people.Person.account": "an account belongs to one tenant, and to one person in it",
}
FORBIDDEN_FIELDS = re.compile(
    r"(^|_)(login_count|sign_in_count|visit_count|view_count|read_count|online|streak|rank|ranking|ranked|leaderboard"
    r"|like|likes|gps|latitude|longitude|lat|lon|location|geo|coordinates|read_at|read_by|seen_at|seen_by|opened_at"
    r"|minutes_late|late_minutes|photo|photos|selfie|face|time_spent)(_|$)"
)
"""House.md, Never: no ranking, no streaks, no time online, no reading counted as merit, no photo, no location."""
ABOUT_SESSIONS = {"accounts.SignIn.seen_at": "when a session was last used, for its time-out; kept for 90 days"}
LONGEST_FILE = 400


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("leitu.")]


def test_import_linter_guards_floors_and_rooms_without_exceptions() -> None:
    """That its contracts are kept, ``make lint`` shows; here, that they still say what they should."""
    contracts = {c["id"]: c for c in settings()["tool"]["importlinter"]["contracts"]}
    assert set(contracts) == {"floors", "rooms"}
    assert contracts["floors"]["exhaustive"] is True
    assert [c["id"] for c in contracts.values() if "ignore_imports" in c] == []


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("leitu", exclude_type_checking_imports=True, cache_dir=None)


def test_apps_import_downwards_only(graph: grimp.ImportGraph) -> None:
    found = [f"{upper} imports {lower}" for upper, lower in crossings(graph) if not may_use(app(upper), app(lower))]
    assert found == []


def test_nobody_enters_a_private_room_of_another_app(graph: grimp.ImportGraph) -> None:
    found = [
        f"{upper} imports {lower}"
        for upper, lower in crossings(graph)
        if app(upper) != "config" and room(lower) in PRIVATE and app(lower) not in ("ui", "core", "facts")
    ]
    assert found == []


def crossings(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """Every import from one app to another, outside tests."""
    for upper in sorted(graph.modules):
        if upper.count(".") < 1 or ".tests" in upper or ".migrations" in upper or app(upper) not in floors():
            continue
        for lower in sorted(graph.find_modules_directly_imported_by(upper)):
            if lower.count(".") >= 1 and app(lower) != app(upper) and app(lower) in floors():
                yield upper, lower


def app(name: str) -> str:
    return name.split(".")[1]


def room(name: str) -> str:
    return (name.split(".") + ["", ""])[2]


def test_relations_go_downwards_only() -> None:
    """Also those that are given as strings, which no import shows."""
    found = []
    for model in our_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or not isinstance(target, type) or target._meta.app_label not in floors():
                continue
            if not may_use(model._meta.app_label, target._meta.app_label):
                found.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert found == []


def test_no_reverse_name_reaches_up_unseen() -> None:
    """``person.attendance_set`` would let people know activities: the relation of an upper app is named "+"."""
    found = []
    for model in our_models():
        for field in model._meta.fields:
            target = field.related_model
            if not isinstance(target, type) or target._meta.app_label == model._meta.app_label:
                continue
            name = f"{model._meta.label}.{field.name}"
            if target._meta.app_label in floors() and not field.remote_field.hidden:
                found.append(f"{name}: related_name={field.remote_field.related_name!r}")
    assert found == []


def test_no_generic_foreign_keys() -> None:
    assert [
        m._meta.label for m in our_models() if any(isinstance(f, GenericForeignKey) for f in m._meta.private_fields)
    ] == []


def test_migrations_depend_downwards_only() -> None:
    found = []
    for (label, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        if label not in floors():
            continue
        for other, _number in migration.dependencies:
            if other in floors() and not may_use(label, other):
                found.append(f"{label}.{name} depends on {other}")
    assert found == []


def test_migrations_import_nothing_from_our_apps_but_operations() -> None:
    allowed = re.compile(r"leitu\.core\.(triggers|sealed|room|naming)|leitu\.\w+\.models")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in PACKAGE.glob("*/migrations/*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(from|import) leitu", line) and not allowed.search(line)
    ]
    assert found == []


def test_every_row_has_its_tenant() -> None:
    found = []
    for model in our_models():
        columns = {f.attname for f in model._meta.concrete_fields}
        if "tenant_id" not in columns and model._meta.label not in WITHOUT_TENANT:
            found.append(model._meta.label)
    assert found == []


def test_every_unique_constraint_begins_with_the_tenant() -> None:
    found = []
    for model in our_models():
        if model._meta.label in WITHOUT_TENANT:
            continue
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] not in [
                ("tenant",),
                ("tenant_id",),
            ]:
                found.append(f"{model._meta.label}: {constraint.name}")
        assert not model._meta.unique_together, f"{model._meta.label}: use a UniqueConstraint"
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            if field.unique and not field.primary_key and name not in UNIQUE_EVERYWHERE:
                found.append(f"{name} is unique for itself")
    assert found == []


def test_models_know_no_order_and_have_a_chinese_name() -> None:
    """An ordering in Meta costs every query and hides in every join; pages say their order themselves."""
    assert [m._meta.label for m in our_models() if m._meta.ordering] == []
    plain = [m._meta.label for m in our_models() if str(m._meta.verbose_name).isascii()]
    assert plain == []


def test_no_field_serves_what_is_forbidden() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if FORBIDDEN_FIELDS.search(field.name) and f"{model._meta.label}.{field.name}" not in ABOUT_SESSIONS
    ]
    assert found == []


@pytest.mark.parametrize(
    "name", ["login_count", "last_streak", "rank", "gps_point", "photo_required", "read_at", "likes"]
)
def test_the_pattern_of_the_forbidden_would_see_it(name: str) -> None:
    assert FORBIDDEN_FIELDS.search(name)


@pytest.mark.parametrize("name", ["starts_at", "recorded_at", "is_late_entry", "place", "frank_name", "allocation_on"])
def test_the_pattern_of_the_forbidden_spares_ordinary_names(name: str) -> None:
    assert not FORBIDDEN_FIELDS.search(name)


def test_permissions_of_roles_are_declared_and_used() -> None:
    raw = yaml.safe_load((PACKAGE / "orgs" / "roles.yaml").read_text(encoding="utf-8"))
    used = {name for role in raw.values() for name in role["permissions"]}
    declared = set(permission_names())
    assert used - declared == set(), "no policies.py declares these"
    assert declared - used == set(), "no role carries these: nobody could ever do it"
    for code, role in raw.items():
        for other in role.get("apart_from", []):
            assert code in raw[other]["apart_from"], f"{code} and {other} must exclude each other"


def test_permission_names_begin_with_their_app() -> None:
    assert [n for n in permission_names() if n.split(".")[0] not in floors()] == []


def test_kinds_of_facts_have_words_and_a_measure() -> None:
    for code in fact_kinds.codes():
        kind = fact_kinds.kind(code)
        assert not str(kind.name).isascii(), code
        assert str(kind.measure), code


def test_no_room_where_things_get_lost() -> None:
    assert [str(m.path.relative_to(ROOT)) for m in modules() if m.path.stem in FORBIDDEN_FILES] == []


def test_an_app_says_what_it_answers_for() -> None:
    silent = [
        name for name in OURS if not (PACKAGE / name / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_files_are_short() -> None:
    found = {}
    for path in [*ROOT.glob("*.py"), *(p for top in ("leitu", "tests", "scripts") for p in (ROOT / top).rglob("*"))]:
        skipped = {"vendor", "migrations", "packs", "fonts", "locale", "__pycache__"} & set(path.parts)
        if path.suffix in (".py", ".html", ".js", ".css") and not skipped:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST_FILE:
                found[str(path.relative_to(ROOT))] = lines
    assert found == {}


def test_system_checks_find_nothing() -> None:
    """Among them: every page declares its permission (ui.E001)."""
    assert checks.run_checks() == []
