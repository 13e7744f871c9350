"""The Chinese fonts that the set-up puts into leitu/files/fonts/, for whatever draws text on the server.

A plain machine has no Chinese font and would print boxes; documents that carry or draw glyphs ask here.
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"


class FontMissing(Exception):
    """The set-up has not put the fonts in place; ``make setup`` does."""


def serif() -> Path:
    """The Song-like face for running text, an OpenType file. Raises FontMissing."""
    return _font("NotoSerifSC-Regular.otf")


def sans() -> Path:
    """The Hei-like face for headings, an OpenType file. Raises FontMissing."""
    return _font("NotoSansSC-Regular.otf")


def _font(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        raise FontMissing(f"{name}: run make setup")
    return path
