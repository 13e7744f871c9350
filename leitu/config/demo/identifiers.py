"""Numbers that have the right form and belong to nobody."""

import datetime as dt
import random

from leitu.core.idnumber import check_digit

REGION = "3399"
"""GB/T 2260 has never assigned a prefecture xx99, so that no such identity number was ever issued."""

MOBILE = "154"
"""A block that no operator was given."""

CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class IdNumbers:
    """Identity numbers (GB 11643) without repetition."""

    def __init__(self) -> None:
        self._next: dict[tuple[dt.date, bool], int] = {}

    def fresh(self, birth_on: dt.date, *, male: bool) -> str:
        """The next number for that day of birth and sex."""
        count = self._next.get((birth_on, male), 0)
        self._next[birth_on, male] = count + 1
        county, index = divmod(count, 499)
        sequence = index * 2 + (1 if male else 2)
        body = f"{REGION}{county + 1:02d}{birth_on:%Y%m%d}{sequence:03d}"
        return body + check_digit(body)


def mobile(rng: random.Random) -> str:
    """Eleven digits of a mobile telephone."""
    return f"{MOBILE}{rng.randrange(10**8):08d}"


def credit_code(rng: random.Random, kind: str = "91") -> str:
    """A unified social credit code (GB 32100), 18 characters; ``kind`` is 91 for firms, 12 for institutions."""
    body = f"{kind}{REGION}01" + "".join(rng.choice("0123456789") for _ in range(9))
    total = sum(CREDIT_LETTERS.index(letter) * weight for letter, weight in zip(body, CREDIT_WEIGHTS, strict=True))
    return body + CREDIT_LETTERS[-total % 31]
