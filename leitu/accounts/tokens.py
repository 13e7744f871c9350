"""Codes: invitations, long enough not to be guessed and short enough to be typed from paper; tokens for programs."""

import secrets

from leitu.core.crypto import provider

# No 0 O 1 I L: they look alike in print. 20 letters of 31 are 99 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 20
GROUP = 4


def fresh(length: int = LENGTH) -> str:
    """A new code without separators."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def tidy(typed: str) -> str:
    """What was typed, without separators and in capitals; not checked any further."""
    return "".join(letter for letter in typed[:200].upper() if letter.isascii() and letter.isalnum())


def spaced(code: str) -> str:
    """The code in groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digest(code: str, purpose: str) -> str:
    """What is stored instead of the code: a keyed digest, 32 hex digits."""
    return provider().blind_index(tidy(code), purpose)


API_PREFIX = "leitu_"  # so that scanners of code and logs know what they have found
API_BYTES = 32


def fresh_api_token() -> str:
    """A new token for a program: the prefix and 43 characters, which no person ever types."""
    return API_PREFIX + secrets.token_urlsafe(API_BYTES)


def api_digest(token: str) -> str:
    """What is stored instead of an API token: a keyed digest, 32 hex digits."""
    return provider().blind_index(token, "accounts.api_token")
