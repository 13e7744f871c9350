"""What entries say, in the words of readers."""

import pytest

from leitu.audit.models import Entry
from leitu.audit.sentences import say, sentence

say({"audit.specimen": "从 %(since)s 起"})


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-10-01", "2026年10月1日"),
        ("2026-10", "2026年10月"),
        ("2026-02-31", "2026-02-31"),
        ("0000-10", "0000-10"),
        ("1900-01-01", "—"),
        ("", "—"),
        (None, "—"),
        (7, "7"),
    ],
)
def test_days_are_shown_as_readers_write_them(stored: object, shown: str) -> None:
    assert sentence(Entry(verb="audit.specimen", data={"since": stored})) == f"从 {shown} 起"


def test_what_an_entry_does_not_hold_is_a_dash() -> None:
    assert sentence(Entry(verb="audit.specimen", data={})) == "从 — 起"
