"""The log tells no numbers of persons and cannot be forged."""

import logging

from leitu.core.logs import DiscreetFormatter


def line(message: str, *values: object) -> str:
    record = logging.LogRecord("leitu", logging.WARNING, "x.py", 1, message, values, None)
    return DiscreetFormatter("%(levelname)s %(message)s").format(record)


def test_numbers_of_persons_are_masked() -> None:
    assert line("Not Found: /people/%s/", "110101199003074258") == "WARNING Not Found: /people/…/"
    assert line("x 11010119900307425X y 13800138000") == "WARNING x … y …"
    assert line("42 rows in 2026-11-23, 12345678 bytes") == "WARNING 42 rows in 2026-11-23, 12345678 bytes"


def test_a_message_is_one_line_without_hidden_characters() -> None:
    assert line("a\nERROR forged\r\x1b[31m\u202eb") == "WARNING a\\nERROR forged\\x0d\\x1b[31m\\x202eb"


def test_a_traceback_keeps_its_lines_and_loses_its_numbers() -> None:
    try:
        raise ValueError("110101199003074258")
    except ValueError as problem:
        record = logging.LogRecord("x", 40, "x.py", 1, "broken", (), (ValueError, problem, problem.__traceback__))
    said = DiscreetFormatter("%(message)s").format(record)
    assert len(said.splitlines()) > 2
    assert "110101199003074258" not in said
