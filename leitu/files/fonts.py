"""The Chinese fonts that the set-up puts into leitu/files/fonts/, for whatever draws text on the server.

A plain machine has no Chinese font and would print boxes; documents that carry or draw glyphs ask here.
"""

from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "fonts"


class FontMissing(Exception):
    """The set-up has not put the fonts in place; ``make setup`` does."""


def serif() -> Path:
    """The Song-like face for running text, an OpenType file. Raises FontMissing."""
    return _font("NotoSerifSC-Regular.otf")


def sans() -> Path:
    """The Hei-like face for headings, an OpenType file. Raises FontMissing."""
    return _font("NotoSansSC-Regular.otf")


def folders() -> list[Path]:
    """Where a program that sets text finds faces: those of the set-up, and what the administrator has added.

    The set-up's faces have every character of 通用规范汉字表, but few of Unicode's Extension B (𠮷): a name with one of
    the others is a box until a face that has it lies in ``LEITU_HOME/fonts``. Raises FontMissing.
    """
    added = Path(settings.LEITU_HOME) / "fonts"
    return [*sorted({serif().parent, sans().parent}), *([added] if added.is_dir() else [])]


def _font(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        raise FontMissing(f"{name}: run make setup")
    return path
