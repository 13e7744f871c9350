"""The product's source as data: modules, syntax trees and calls, for the tests that guard its shape."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "leitu"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the package; ``name`` is dotted (``leitu.orgs.actions.units``)."""

    path: Path

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def app(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def room(self) -> str:
        """The part of the app that it belongs to: ``actions`` for ``leitu.orgs.actions.units``."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))

    @cached_property
    def names(self) -> dict[str, str]:
        """What the names of this file stand for: its imports and its own functions and classes, dotted."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {alias.asname or alias.name: alias.name for alias in node.names}
        for node in self.tree.body:
            if isinstance(node, Function | ast.ClassDef):
                found[node.name] = f"{self.name}.{node.name}"
        return found

    def functions(self) -> Iterator[Function]:
        """The functions at the top of the file."""
        return (node for node in self.tree.body if isinstance(node, Function))

    def at(self, node: ast.AST) -> str:
        """Where a node stands, as an editor opens it."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the package except migrations and tests."""
    files = sorted(PACKAGE.rglob("*.py"))
    skipped = {"migrations", "tests", "__pycache__"}
    return tuple(Module(path) for path in files if not skipped & set(path.relative_to(PACKAGE).parts))


@cache
def module(name: str) -> Module:
    """The module with that dotted name. Raises KeyError."""
    return next(m for m in modules() if m.name == name)


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an expression made of names and attributes, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def resolved(where: Module, name: str) -> str:
    """What a dotted expression of a module stands for, with its first name looked up: ``policies.MANAGE`` in full."""
    head, _dot, rest = name.partition(".")
    full = where.names.get(head, head)
    return f"{full}.{rest}" if rest else full


@cache
def defined() -> dict[str, tuple[Module, Function]]:
    """Every function at the top of a file, by its dotted name."""
    return {f"{m.name}.{f.name}": (m, f) for m in modules() for f in m.functions()}


def function_at(name: str, seen: frozenset[str] = frozenset()) -> tuple[Module, Function] | None:
    """The function that a dotted name stands for, through re-exports (``leitu.orgs.actions.grant``)."""
    if name in defined():
        return defined()[name]
    home, _dot, last = name.rpartition(".")
    if name in seen or not home:
        return None
    try:
        real = module(home).names.get(last, "")
    except StopIteration:
        return None
    return function_at(real, seen | {name}) if real and real != name else None


@cache
def actions() -> dict[str, tuple[Module, Function]]:
    """What the apps offer as actions: ``app.name`` -> where it is defined, from ``__all__`` or ``actions.py``."""
    found = {}
    for one in modules():
        if one.room != "actions" or one.name.count(".") != 2:
            continue
        listed = [
            ast.literal_eval(node.value)
            for node in one.tree.body
            if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "__all__"
        ]
        names = listed[0] if listed else [f.name for f in one.functions() if not f.name.startswith("_")]
        for name in names:
            place = function_at(f"{one.name}.{name}")
            if place is not None:
                found[f"{one.app}.{name}"] = place
    return found


@cache
def settings() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """App -> its floor, the highest being 0, as pyproject.toml has them for import-linter."""
    contracts = settings()["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["id"] == "floors")["layers"]
    return {name.strip().strip("()"): number for number, line in enumerate(layers) for name in line.split("|")}


def may_use(upper: str, lower: str) -> bool:
    """Whether an app may know another: only one that is on a lower floor, and itself."""
    return upper == lower or floors()[upper] < floors()[lower]
