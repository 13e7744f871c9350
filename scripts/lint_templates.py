"""Find what a template must not contain: ``python scripts/lint_templates.py [FILE …]``.

The content security policy forbids inline script and style, one component set draws the pages, and
every Chinese text is translatable. Prints ``file:line: what is wrong``.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The components themselves, and the pages that show them off.
COMPONENTS = ROOT / "leitu" / "ui" / "templates"

GALLERY = "gallery"  # its texts are specimens; only developers see it

COMMENT = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->",
    re.DOTALL,
)
EVERYWHERE = [
    (re.compile(r"<[^<>]*\s(?:on[a-z]+|hx-on[a-z:-]*)\s*=", re.I), "inline handler; write a module in ui/static/ui"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.I), "inline script; write a module in ui/static/ui"),
    (re.compile(r"<script\b[^>]*\bsrc=[^>]*>\s*[^<\s]", re.I), "script with a body"),
    (re.compile(r"<style\b|<[^<>]*\sstyle\s*=", re.I), "inline style; add a class to ui.css"),
    (re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off"), "switches escaping off"),
    (re.compile(r"<(?!a\b)[^<>]*\b(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I), "file from another host"),
    (re.compile(r"\{%-?\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)"), "blocktranslate without trimmed"),
]
OUTSIDE_COMPONENTS = [
    (re.compile(r"<button\b", re.I), "raw <button>; use the button component"),
    (re.compile(r"<table\b", re.I), "raw <table>; use the table component"),
]
TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*trans(?:late)?\b.*?%\}|_\((\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)
CHINESE = re.compile(r"[\u3400-\u9fff]+")


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """Replace what matches with spaces, so that line numbers stay true."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def faults(text: str, *, is_component: bool = False, is_gallery: bool = False) -> list[tuple[int, str]]:
    """The line numbers and descriptions of what is wrong in one template."""
    text = blank(text, COMMENT)
    rules = EVERYWHERE if is_component else EVERYWHERE + OUTSIDE_COMPONENTS
    found = [(match.start(), what) for pattern, what in rules for match in pattern.finditer(text)]
    if not is_gallery:
        found += [
            (match.start(), f"text that is not translatable: {match.group()}")
            for match in CHINESE.finditer(blank(text, TRANSLATED))
        ]
    return sorted((text.count("\n", 0, place) + 1, what) for place, what in found)


def main() -> int:
    """Check the files named, or all templates. 1 when something is wrong."""
    paths = [Path(name).resolve() for name in sys.argv[1:]] or sorted(ROOT.glob("leitu/**/templates/**/*.html"))
    wrong = 0
    for path in paths:
        is_component = path.is_relative_to(COMPONENTS)
        is_gallery = is_component and path.name.startswith(GALLERY)
        for line, what in faults(path.read_text(encoding="utf-8"), is_component=is_component, is_gallery=is_gallery):
            print(f"{path.relative_to(ROOT)}:{line}: {what}")
            wrong += 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
