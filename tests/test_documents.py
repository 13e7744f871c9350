"""What the documents say exists: links, files, commands, settings. A document that lies is worse than none."""

import re
from pathlib import Path

import pytest

from tests.source import PACKAGE, ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PICTURES = "docs/images/"
"""Made by ``make screenshots``; a tree without them is whole."""
MADE_UP = "leitu/dues"
"""The example of docs/recipes/add-an-app.md."""


def of(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", PAGES, ids=of)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if ":" not in target]
    assert [target for target in local if not (document.parent / target).exists() and PICTURES not in target] == []


@pytest.mark.parametrize("document", PAGES, ids=of)
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(r"`((?:leitu|tests|scripts|docs)/[^`*\s{(:]*)", document.read_text(encoding="utf-8"))
    real = [name for name in named if "<" not in name and not name.startswith(MADE_UP)]
    assert [name for name in real if not (ROOT / name).exists()] == []


def test_every_proof_exists() -> None:
    text = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:leitu|tests)/\S+\.py)::(test_\w+)`", text)
    gone = [(file, test) for file, test in named if f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")]
    assert len(named) > 50
    assert gone == []


def test_the_map_answers_twenty_requests() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \"(.+)\" \| (.+) \|$", text, re.MULTILINE)
    assert [int(number) for number, _asked, _line in rows] == list(range(1, 21))
    assert [asked for _number, asked, line in rows if "`" not in line] == []


def test_every_command_is_in_the_contract() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    commands = {path.stem.replace("_", "-") for path in PACKAGE.glob("*/management/commands/[a-z]*.py")}
    assert {name for name in commands if not re.search(rf"leitu {name}\b|## .*\b{name}\b", text)} == set()
    assert set(re.findall(r"^    leitu ([a-z-]+)", text, re.MULTILINE)) <= commands


def test_every_variable_is_in_the_contract() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if "tests" not in path.parts)
    used = set(re.findall(r"environ(?:\.get\(|\[)\"(LEITU_[A-Z_]*[A-Z])\"", sources))
    of_the_makers = {"LEITU_TEST", "LEITU_DEMO"}
    assert used - of_the_makers - set(re.findall(r"`(LEITU_[A-Z_]+)`", text)) == set()
