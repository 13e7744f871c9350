"""Actions, entries and names have one shape everywhere (house.md: A room; ONE NAME), read from the syntax trees."""

import ast
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from leitu.audit import sentences
from tests.source import Function, Module, actions, calls, dotted, function_at, modules, resolved

STEPS = {
    "orgs.seed_roles": "a seed: (actor, tenant), run inside the action that founds the tenant",
    "orgs.sync_post_grants": "run by people.actions inside their transactions",
    "people.sync_grants": "run inside the actions that change posts, memberships and accounts",
    "activities.seed_kinds": "a seed",
    "inspections.seed_checklists": "a seed",
    "pledges.seed_papers": "a seed",
    "approvals.ask": "run inside the actions that need two persons",
    "approvals.use": "run inside the actions that need two persons",
    "activities.pass_activities": "run by changes.actions: (actor, passing)",
    "changes.hand_over": "run by changes.actions: (actor, rows, name, to)",
    "people.pass_members": "run by changes.actions: (actor, passing)",
    "matters.inherit": "run by orgs.actions.close: (actor, unit, superior)",
}
"""Offered by actions packages, called by other actions only: they change and say so, their caller has checked."""
WITHOUT_ACTOR = {
    "accounts.waiting": "a question: which invitation does this code open",
    "accounts.keep_alive": "no act of a person",
    "accounts.note_use": "no act of a person",
}
BEFORE_SIGN_IN = {
    "accounts.accept": "the invitation's code is the right to use it",
    "accounts.check_password": "the proof of who somebody is",
    "accounts.check_factor": "the proof of who somebody is",
    "accounts.open_account": "the caller has decided (people.actions, create-officer)",
    "matters.answer_word": "the code of the link is the right to use it",
    "activities.scan": "the secret of the link is the right to use it",
}
"""Actions that ask no permission, and what stands in for it."""
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "update"}
MAY_WRITE = {
    "leitu.ui.once": "which forms were sent, in the transaction of the action",
    "leitu.facts.derive": "derives facts inside the action",
    "leitu.audit.record": "writes the entry",
    "leitu.audit.sealing": "seals what is written; an entry about it would have to be sealed in turn",
    "leitu.core.restored": "makes open runs void, inside the restore, which says so",
    "leitu.core.retention": "removes old runs, inside the sweep, which says so",
    "leitu.core.jobs": "which runs were taken; no act of a person",
    "leitu.audit.models": "refuses to",
    "leitu.accounts.models": "create_user, called by an action",
    "leitu.notices.collect": "makes notices of entries, which say who did what",
    "leitu.notices.inbox": "what somebody has read is nobody's business: no entry",
    "leitu.notices.digest": "puts daily digests into the outbox",
    "leitu.notices.heads": "puts the mail with the heads of the audit into the outbox",
    "leitu.notices.deliver": "says in the outbox what went out",
    "leitu.portal.pictures": "keeps numbers that anybody may count anew; no act of a person",
    "leitu.config.demo": "makes a district in bulk",
}
VERBS_OF_PARTS = re.compile(r"refused_import|.*_failed|lock")
"""What an entry may tell besides an action: that it was refused."""


def reaches(test: Callable[[Module, ast.AST], bool], place: tuple[Module, Function], depth: int = 6) -> bool:
    """Whether a function, or one of ours that it calls, holds a node that passes the test."""
    seen: set[str] = set()

    def walk(where: Module, body: ast.AST, left: int) -> bool:
        if any(test(where, node) for node in ast.walk(body)):
            return True
        for call in calls(body) if left else ():
            name = resolved(where, dotted(call.func))
            known = function_at(name) if name.startswith("leitu.") and name not in seen else None
            seen.add(name)
            if known is not None and walk(*known, left - 1):
                return True
        return False

    return walk(*place, depth)


def checks_right(where: Module, node: ast.AST) -> bool:
    """``X.require(…)``, ``policies.require_own(…)``, or a look at ``is_trusted``."""
    if isinstance(node, ast.Call):
        return dotted(node.func).rpartition(".")[2] in ("require", "require_own")
    return isinstance(node, ast.Attribute) and node.attr == "is_trusted"


def records(where: Module, node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and resolved(where, dotted(node.func)) == "leitu.audit.record.record"


def is_atomic(where: Module, node: ast.AST) -> bool:
    """``@transaction.atomic`` or ``with transaction.atomic():``"""
    if isinstance(node, Function):
        return any(resolved(where, dotted(d)) == "django.db.transaction.atomic" for d in node.decorator_list)
    return isinstance(node, ast.Call) and resolved(where, dotted(node.func)) == "django.db.transaction.atomic"


def own(table: dict[str, str]) -> dict[str, tuple[Module, Function]]:
    return {name: place for name, place in actions().items() if name not in STEPS and name not in table}


def test_the_exceptions_still_exist() -> None:
    listed = {*STEPS, *WITHOUT_ACTOR, *BEFORE_SIGN_IN}
    assert listed - set(actions()) == set()
    known = {m.name for m in modules()}
    assert [name for name in MAY_WRITE if name not in known] == []


@pytest.mark.parametrize("name", sorted(own(WITHOUT_ACTOR)))
def test_an_action_has_the_shape_of_an_action(name: str) -> None:
    where, action = actions()[name]
    given = action.args
    assert not given.args, f"{where.at(action)}: arguments are keyword-only"
    assert given.vararg is None, where.at(action)
    assert given.kwonlyargs[0].arg == "actor", f"{where.at(action)}: the actor comes first"
    assert action.returns is not None, f"{where.at(action)}: says what it returns"
    assert ast.get_docstring(action), f"{where.at(action)}: says what it does and what it raises"
    assert reaches(is_atomic, (where, action)), f"{where.at(action)}: is atomic"
    assert reaches(records, (where, action)), f"{where.at(action)}: leaves an entry"
    if name not in BEFORE_SIGN_IN:
        assert reaches(checks_right, (where, action)), f"{where.at(action)}: asks whether the actor may"


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_of_actions_says_so_too(name: str) -> None:
    where, step = actions()[name]
    assert step.args.args[0].arg == "actor", where.at(step)
    assert reaches(records, (where, step)), where.at(step)


def test_the_right_is_asked_before_anything_is_written() -> None:
    """The first paragraph is "allowed?": no write stands above the first question of an action's own body."""
    found = []
    for where, action in own(WITHOUT_ACTOR | BEFORE_SIGN_IN).values():
        asked = [n.lineno for n in ast.walk(action) if isinstance(n, ast.expr) and checks_right(where, n)]
        written = [c.lineno for c in calls(action) if is_write(c)]
        if asked and written and min(written) < min(asked):
            found.append(where.at(action))
    assert found == []


def is_write(call: ast.Call) -> bool:
    """A call that writes rows: told from ``dict.update`` and ``workbook.save(file)`` by what it is called on."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    left, name = call.func.value, call.func.attr
    chain = ast.unparse(left)
    is_rows = re.search(r"\bobjects\b|\.(filter|exclude|all|order_by|select_for_update)\(", chain) is not None
    if name == "save":
        return not call.args
    if name == "update":
        given = {keyword.arg for keyword in call.keywords}
        return is_rows or (not call.args and bool(given) and "actor" not in given)
    if name == "delete":
        return is_rows or not call.args
    return True


@pytest.mark.parametrize(
    "line",
    [
        "unit.save()",
        "unit.save(update_fields=['name'])",
        "Unit.objects.create(name=name)",
        "Unit.objects.filter(pk=1).update(name=name)",
        "unit.states.filter(until=day).delete()",
        "unit.delete()",
        "rows.update(name=name)",
        "Unit.objects.bulk_create(rows)",
        "Unit.objects.update_or_create(code=code)",
    ],
)
def test_a_write_is_seen(line: str) -> None:
    assert any(is_write(call) for call in calls(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "found.update(other)",
        "digest.update(b'x')",
        "workbook.save(file)",
        "actions.update(actor=actor, activity=activity)",
        "cache.delete(key)",
        "Unit.objects.filter(pk=1).exists()",
    ],
)
def test_what_is_no_write_is_spared(line: str) -> None:
    assert not any(is_write(call) for call in calls(ast.parse(line)))


def test_only_actions_write() -> None:
    found = []
    for one in modules():
        if one.room == "actions" or any(one.name == name or one.name.startswith(f"{name}.") for name in MAY_WRITE):
            continue
        found += [f"{one.at(c)}: {ast.unparse(c.func)}" for c in calls(one.tree) if is_write(c)]
    assert found == []


def test_models_write_nothing_by_themselves() -> None:
    """No signal handlers and no overridden save(): what happens stands in the action."""
    found = []
    for one in modules():
        for node in ast.walk(one.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                found.append(one.at(node))
            if isinstance(node, ast.ClassDef) and one.room == "models" and one.app != "audit":
                found += [one.at(f) for f in node.body if isinstance(f, Function) and f.name in ("save", "delete")]
    assert found == []


def recorded() -> list[tuple[str, Module, ast.Call]]:
    """Every call of record() with its verb; ``f"activities.{step}"`` counts for every action whose name it gives."""
    found = []
    for one in modules():
        for call in calls(one.tree):
            if records(one, call) and len(call.args) > 1:
                found += [(verb, one, call) for verb in verbs_of(one, call.args[1])]
    return found


def verbs_of(where: Module, node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        prefix = str(node.values[0].value)
        constants = {n.value for n in ast.walk(where.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        return sorted(prefix + word for word in constants if f"{prefix}{word}" in actions())
    return []


def test_every_verb_has_a_sentence_in_chinese() -> None:
    used = {verb for verb, _where, _call in recorded()}
    assert used, "the search found nothing: it is broken"
    assert used - sentences.verbs() == set()
    assert [v for v in sentences.verbs() if str(sentences._sentences[v]).isascii()] == []


def test_every_verb_is_the_name_of_an_action() -> None:
    wrong = {
        verb
        for verb, where, _call in recorded()
        if verb not in actions() and not VERBS_OF_PARTS.fullmatch(verb.partition(".")[2])
    }
    assert wrong == set()


def test_a_verb_belongs_to_the_app_that_writes_it() -> None:
    assert [where.at(call) for verb, where, call in recorded() if verb.split(".")[0] != where.app] == []


def test_what_a_sentence_tells_is_in_the_entry() -> None:
    """A placeholder that no call of record() fills shows people a dash for ever."""
    given: dict[str, set[str]] = {}
    open_ended = set()
    for verb, _where, call in recorded():
        given.setdefault(verb, {"object"}).update(k.arg for k in call.keywords if k.arg)
        if any(k.arg is None for k in call.keywords):
            open_ended.add(verb)
    missing = {
        verb: wanted
        for verb, sentence in sentences._sentences.items()
        if verb in given
        and verb not in open_ended
        and (wanted := set(re.findall(r"%\((\w+)\)", str(sentence))) - given[verb])
    }
    assert missing == {}


GLOSSARY = {
    "党委": "COMMITTEE",
    "党工委": "WORKING_COMMITTEE",
    "党总支": "GENERAL_BRANCH",
    "党支部": "BRANCH",
    "联合党支部": "JOINT_BRANCH",
    "临时党支部": "TEMPORARY_BRANCH",
    "流动党员党支部": "FLOATING_BRANCH",
    "党小组": "GROUP",
    "书记": "SECRETARY",
    "副书记": "DEPUTY_SECRETARY",
    "组织委员": "ORGANISATION_OFFICER",
    "宣传委员": "PUBLICITY_OFFICER",
    "纪检委员": "DISCIPLINE_OFFICER",
    "群众工作委员": "OUTREACH_OFFICER",
    "入党申请人": "APPLICANT",
    "积极分子": "ACTIVIST",
    "发展对象": "CANDIDATE",
    "预备党员": "PROBATIONARY",
    "正式党员": "FULL",
    "停止党籍": "SUSPENDED",
    "除名": "REMOVED",
    "应到": "EXPECTED",
    "实到": "PRESENT",
    "请假": "EXCUSED",
    "缺席": "ABSENT",
    "优秀": "EXCELLENT",
    "合格": "QUALIFIED",
    "基本合格": "BASIC",
    "不合格": "UNQUALIFIED",
    "责任": "RESPONSIBILITY",
    "任务": "TASK",
    "问题": "PROBLEM",
    "整改": "RECTIFICATION",
}
CLASSES = {
    "党组织": "Unit",
    "角色": "Role",
    "授权": "Grant",
    "管理主体": "Tenant",
    "人员": "Person",
    "党籍": "Membership",
    "任职": "Post",
    "流动党员": "FloatingRecord",
    "免于硬性要求": "Exemption",
    "活动": "Activity",
    "参加情况": "Attendance",
    "会议记录": "Minutes",
    "决议": "Resolution",
    "制度": "Norm",
}


def choices() -> list[tuple[str, str, str]]:
    """(where, label, NAME) of every member of every Choices class."""
    found: dict[type, str] = {}

    def collect(owner: Any, path: str) -> None:
        for value in vars(owner).values():
            if isinstance(value, type) and issubclass(value, models.Choices):
                found[value] = f"{path}.{value.__name__}"

    for model in apps.get_models():
        if model.__module__.startswith("leitu."):
            collect(model, model._meta.label)
    return [(path, str(one.label), one.name) for kind, path in found.items() for one in kind]


def test_one_identifier_per_term() -> None:
    wrong = [
        f"{path}: {label} is {GLOSSARY[label]}, not {name}"
        for path, label, name in choices()
        if GLOSSARY.get(label, name) != name
    ]
    assert wrong == []
    backwards = {name: label for label, name in GLOSSARY.items()}
    strange = [
        f"{path}: {name} means {backwards[name]}, not {label}"
        for path, label, name in choices()
        if path.split(".")[-1] in ("Kind", "Title", "Stage") and backwards.get(name, label) != label
    ]
    assert strange == []


def test_choices_store_their_name_in_small_letters() -> None:
    """``Unit.Kind.BRANCH`` is "branch" in the database, in YAML and in addresses alike; national codes stay digits."""
    wrong = []
    for model in apps.get_models():
        for value in vars(model).values():
            if (
                isinstance(value, type)
                and issubclass(value, models.TextChoices)
                and model.__module__.startswith("leitu.")
            ):
                wrong += [
                    f"{model._meta.label}.{one.name}={one.value}"
                    for one in value
                    if one.value != one.name.lower() and not one.value.isdigit()
                ]
    assert wrong == []


def test_classes_are_called_as_in_the_glossary() -> None:
    wrong = [
        f"{model._meta.label} is {CLASSES[name]}"
        for model in apps.get_models()
        if model.__module__.startswith("leitu.")
        and CLASSES.get(name := str(model._meta.verbose_name), model.__name__) != model.__name__
    ]
    assert wrong == []
