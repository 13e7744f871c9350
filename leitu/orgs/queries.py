"""Reads about units that several pages share."""

from django.db.models import Q

from leitu.core import text


def query_words(q: str) -> list[str]:
    """What must all be among the search tokens: pairs of characters for Chinese, the whole for letters (pinyin)."""
    plain = text.fold(q).replace(" ", "")
    if len(plain) < 3 or plain.isascii():
        return [plain] if plain else []
    return [plain[start : start + 2] for start in range(len(plain) - 1)]


def words_in_tokens(q: str) -> Q:
    """Rows whose search tokens hold everything that was typed; all rows when nothing was."""
    found = Q()
    for word in query_words(q):
        found &= Q(tokens__contains=word)
    return found
