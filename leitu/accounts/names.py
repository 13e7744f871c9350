"""Login names: one spelling for each, easy to type, suggested from the person's name."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 2, 40
PUNCTUATION = frozenset("._-")


def canonical(name: str) -> str:
    """The one spelling of a login name: compatibility forms folded, lower case, no spaces around it.

    Otherwise ``ＷＡＮＧ`` and ``wang`` would be two accounts that nobody can tell apart.
    """
    return unicodedata.normalize("NFKC", name).strip().lower()


def _may_appear(letter: str) -> bool:
    is_latin = letter.isascii() and letter.isalnum()
    return is_latin or letter in PUNCTUATION or unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH")


def check(name: str) -> None:
    """Raises ValidationError unless ``name`` (canonical) may be a login name."""
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            _("登录名要有 %(low)s 到 %(high)s 个字。") % {"low": SHORTEST, "high": LONGEST}, code="length"
        )
    if not all(_may_appear(letter) for letter in name):
        raise ValidationError(_("登录名只能用汉字、字母、数字和 . - _ 。"), code="letters")


def suggestion(label: str) -> str:
    """A login name for somebody called ``label``: the name in pinyin; empty when nothing can be made of it."""
    from pypinyin import lazy_pinyin  # its tables take a third of a second to load; most commands need none

    letters = canonical("".join(lazy_pinyin(label, errors="default")))
    found = "".join(letter for letter in letters if letter.isascii() and letter.isalnum())[:LONGEST]
    return found if len(found) >= SHORTEST else ""
