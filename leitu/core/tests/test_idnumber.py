"""GB 11643: the form of identity numbers."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.core import idnumber
from leitu.core.idnumber import IdNumber, InvalidIdNumber, Sex, check_digit, parse

TODAY = dt.date(2026, 11, 22)
GOOD = "11010519491231002X"  # the example of the standard


def made(body: str) -> str:
    return body + check_digit(body)


@pytest.mark.parametrize(
    "raw",
    [GOOD, GOOD.lower(), f" {GOOD}\u200b", "１１０１０５１９４９１２３１００２Ｘ", "'" + GOOD, "110105 19491231 002X"],
)
def test_the_example_of_the_standard(raw: str) -> None:
    assert parse(raw, today=TODAY) == IdNumber(GOOD, dt.date(1949, 12, 31), Sex.FEMALE)


def test_sex_by_the_seventeenth_digit() -> None:
    assert parse("440524188001010014", today=TODAY).sex is Sex.MALE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "characters"),
        ("无", "characters"),
        ("1101051949123100X2", "characters"),
        ("110105491231002", "old_number"),
        ("11010519491231002", "length"),
        (GOOD + "1", "characters"),
        ("1" + GOOD, "length"),
        ("1" * 100_000, "length"),
        (made("00010519491231002"), "region"),
        (made("99010519491231002"), "region"),
        (made("11010519491331002"), "birth"),
        (made("11010520230229002"), "birth"),
        (made("11010500000000002"), "birth"),
        (made("11010517991231002"), "birth"),
        (made("11010520261123002"), "future_birth"),
        ("110105194912310021", "check_digit"),
        ("110105194912310012", "check_digit"),
    ],
)
def test_what_is_wrong_is_named_and_the_number_is_not(raw: str, reason: str) -> None:
    with pytest.raises(InvalidIdNumber) as caught:
        parse(raw, today=TODAY)
    assert caught.value.reason == reason
    assert "请" in str(caught.value.message)
    assert not raw or raw not in str(caught.value.message) + str(caught.value)


def test_every_reason_has_a_sentence() -> None:
    assert {"characters", "old_number", "length", "region", "birth", "future_birth", "check_digit"} == set(
        idnumber.MESSAGES
    )


@given(st.dates(dt.date(1900, 1, 1), TODAY), st.integers(0, 999), st.sampled_from(sorted(idnumber.REGIONS)))
def test_every_number_of_right_form_is_read(born: dt.date, sequence: int, region: str) -> None:
    number = made(f"{region}0105{born:%Y%m%d}{sequence:03d}")
    assert parse(number, today=TODAY) == IdNumber(number, born, Sex.MALE if sequence % 2 else Sex.FEMALE)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, change: int) -> None:
    digits = list(GOOD)
    digits[place] = str((int(digits[place]) + change) % 10)
    with pytest.raises(InvalidIdNumber):
        parse("".join(digits), today=TODAY)


@given(st.text())
def test_nothing_else_is_raised(raw: str) -> None:
    with contextlib.suppress(InvalidIdNumber):
        parse(raw, today=TODAY)
