"""What is written to the log: no number of a person, and no character that could forge a line (security.md D7)."""

import logging
import re

NUMBERS = re.compile(r"\d{11,17}[\dXx]?")
"""Identity numbers and mobile telephones, wherever they stand: in an address that somebody typed, in an error."""
FORGING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class DiscreetFormatter(logging.Formatter):
    """Masks long numbers and escapes control and direction characters; a message is one line, a traceback keeps its own."""

    def format(self, record: logging.LogRecord) -> str:
        said = NUMBERS.sub("…", super().format(record))
        return FORGING.sub(lambda found: f"\\x{ord(found[0]):02x}", said)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).replace("\n", "\\n")
