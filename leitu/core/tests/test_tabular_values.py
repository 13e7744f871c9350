"""How single cells are read: dates, months, times, numbers, identity numbers, choices. Nothing is guessed."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.core.tabular import Column, Kind, dates
from leitu.core.tabular.cells import Cell, Form, column_of, letter
from leitu.core.tabular.issues import Bad
from leitu.core.tabular.numformat import form_of
from leitu.core.tabular.values import Context, read
from leitu.core.tests.foreign import GOOD_ID, TODAY

DAY = dt.date(2020, 5, 31)


def value(kind: Kind, raw: str, form: Form = Form.TEXT, *, csv: bool = False, base: bool = False, **column: Any) -> Any:
    """The value read, or the code of the complaint."""
    try:
        return read(Column("k", "列", kind=kind, **column), Cell(form, raw), Context(TODAY, from_1904=base, csv=csv))
    except Bad as bad:
        return bad.code


@pytest.mark.parametrize(
    "raw",
    ["2020-05-31", "2020-5-31", "2020/5/31", "2020.5.31", "20200531", "2020年5月31日", "2020年05月31号", "２０２０年５月３１日",
     " 2020 年 5 月 31 日 ", "2020．5．31", "2020／05／31", "2020—5—31", "2020-05-31 00:00:00", "2020-05-31T08:30:00",
     "2020年5月31日 19：00", "2020\u200b-05-31", "2020-05-31."],
)  # fmt: skip
def test_full_dates(raw: str) -> None:
    assert value(Kind.DATE, raw) == DAY
    assert value(Kind.MONTH, raw) == dt.date(2020, 5, 1)


@pytest.mark.parametrize("raw", ["2020.5", "2020-05", "2020年5月", "2020/05", "202005"])
def test_a_year_and_month_are_a_month_and_never_a_date(raw: str) -> None:
    assert value(Kind.MONTH, raw) == dt.date(2020, 5, 1)
    assert value(Kind.DATE, raw) == "incomplete_date"


@pytest.mark.parametrize(
    "raw",
    ["2023-02-29", "2020-13-01", "2020-04-31", "0000-00-00", "9999-12-31", "1799-01-01", "20201301", "5/31/2020", "31.5.2020",
     "20-5-31", "2020", "五月", "明天", "NaN", "1e400", "2020-05-31abc", "-2020-05-31", "43982"],
)  # fmt: skip
def test_impossible_and_ambiguous_dates_are_refused(raw: str) -> None:
    assert value(Kind.DATE, raw) == "bad_date"
    assert value(Kind.MONTH, raw) == "bad_month"


@pytest.mark.parametrize("raw", ["", " ", "-", "—", "/", "无", "暂无", "\u200b"])
def test_what_people_write_for_nothing_is_blank(raw: str) -> None:
    for kind in (Kind.DATE, Kind.MONTH, Kind.TIME, Kind.INT, Kind.CODE, Kind.CHOICE, Kind.IDNUMBER):
        assert value(kind, raw) is None


@pytest.mark.parametrize(
    ("raw", "form", "base", "expected"),
    [
        ("43982", Form.DATE, False, DAY),
        ("43982.8125", Form.DATE, False, DAY),
        ("42520", Form.DATE, True, DAY),
        ("1", Form.DATE, False, dt.date(1900, 1, 1)),
        ("59", Form.DATE, False, dt.date(1900, 2, 28)),
        ("60", Form.DATE, False, "bad_date"),  # 1900-02-29 exists only in Excel
        ("61", Form.DATE, False, dt.date(1900, 3, 1)),
        ("0", Form.DATE, True, dt.date(1904, 1, 1)),
        ("0", Form.DATE, False, "bad_date"),
        ("-5", Form.DATE, False, "bad_date"),
        ("2958465", Form.DATE, False, "bad_date"),  # 9999-12-31
        ("1e400", Form.DATE, False, "bad_date"),
        ("nan", Form.DATE, False, "bad_date"),
        ("20200531", Form.DATE, False, DAY),  # typed into a date cell, shown as #####
        ("43982", Form.NUMBER, False, DAY),
        ("43982.0", Form.NUMBER, False, DAY),
        ("20200531", Form.NUMBER, False, DAY),
        ("202005", Form.NUMBER, False, "incomplete_date"),
        ("2020.5", Form.NUMBER, False, "incomplete_date"),
        ("2020", Form.NUMBER, False, "bad_date"),  # a year, not the serial of 1905-07-12
        ("12", Form.NUMBER, False, "bad_date"),
        ("1E5", Form.NUMBER, False, "bad_date"),
        ("2020-05-31T00:00:00", Form.ISO, False, DAY),
        ("1", Form.BOOL, False, "bad_date"),
    ],
)
def test_dates_as_excel_stores_them(raw: str, form: Form, base: bool, expected: object) -> None:
    assert value(Kind.DATE, raw, form, base=base) == expected


@pytest.mark.parametrize(
    ("raw", "form", "csv", "expected"),
    [
        ("2020.5", Form.NUMBER, False, dt.date(2020, 5, 1)),
        ("2020.11", Form.NUMBER, False, dt.date(2020, 11, 1)),
        ("2020.1", Form.NUMBER, False, "ambiguous_month"),  # a typed 2020.10 becomes 2020.1
        ("2020.1", Form.TEXT, False, dt.date(2020, 1, 1)),
        ("2020.1", Form.TEXT, True, "ambiguous_month"),
        ("2020.10", Form.TEXT, True, dt.date(2020, 10, 1)),
        ("2020.13", Form.NUMBER, False, "bad_month"),
        ("202005", Form.NUMBER, False, dt.date(2020, 5, 1)),
        ("43982", Form.DATE, False, dt.date(2020, 5, 1)),
        ("2020", Form.NUMBER, False, "bad_month"),
    ],
)
def test_months_that_excel_may_have_shortened(raw: str, form: Form, csv: bool, expected: object) -> None:
    assert value(Kind.MONTH, raw, form, csv=csv) == expected


def test_a_date_to_come_is_an_error_where_the_layout_says_so() -> None:
    assert value(Kind.DATE, "2026-11-22", past=True) == TODAY
    assert value(Kind.DATE, "2026-11-23", past=True) == "future_date"
    assert value(Kind.DATE, "2026-11-23") == dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("19:00", (19, 0)), ("19：00", (19, 0)), ("9:05", (9, 5)), ("19:00:30", (19, 0)), ("19点", (19, 0)), ("19时30分", (19, 30)),
        ("下午7点", (19, 0)), ("下午7点半", (19, 30)), ("晚上 7:30", (19, 30)), ("上午9时", (9, 0)), ("中午12点", (12, 0)),
        ("中午1点", (13, 0)), ("凌晨12点", (0, 0)), ("下午12点", (12, 0)), ("下午13点", (13, 0)), ("7:00 PM", (19, 0)),
        ("12:00 am", (0, 0)), ("8点整", (8, 0)), ("2020-05-31 19:00", (19, 0)), ("2020年5月31日19:00", (19, 0)), ("0:00", (0, 0)),
    ],
)  # fmt: skip
def test_times(raw: str, expected: tuple[int, int]) -> None:
    assert value(Kind.TIME, raw) == dt.time(*expected)


@pytest.mark.parametrize(
    "raw",
    ["24:00", "19:60", "23:59:60:1", "19", "下午", "七点", "19:00-21:00", "晚上12点", "25点", "19:", ":30", "19:半"],
)
def test_times_that_cannot_be_meant(raw: str) -> None:
    assert value(Kind.TIME, raw) == "bad_time"


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [("0.79166666666666663", Form.TIME, dt.time(19)), ("43982.79166666667", Form.DATE, dt.time(19)), ("0", Form.TIME, dt.time(0)),
     ("0.7916666", Form.NUMBER, dt.time(19)), ("4.1666666666666664E-2", Form.TIME, dt.time(1)), ("19.5", Form.NUMBER, "bad_time"),
     ("19", Form.NUMBER, "bad_time"), ("0.99999", Form.TIME, "bad_time"), ("1e999", Form.TIME, "bad_time")],
)  # fmt: skip
def test_times_as_excel_stores_them(raw: str, form: Form, expected: object) -> None:
    assert value(Kind.TIME, raw, form) == expected


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [("12", Form.TEXT, 12), ("１２", Form.TEXT, 12), ("12人", Form.TEXT, 12), ("1,200", Form.TEXT, 1200), ("１，２００", Form.TEXT, 1200),
     ("12.0", Form.NUMBER, 12), ("0", Form.NUMBER, 0), ("-1", Form.TEXT, "bad_number"), ("12.5", Form.NUMBER, "bad_number"),
     ("NaN", Form.TEXT, "bad_number"), ("Infinity", Form.TEXT, "bad_number"), ("1e3", Form.TEXT, "bad_number"),
     ("1E2", Form.NUMBER, 100), ("99999999999999999999", Form.TEXT, "bad_number"), ("1000001", Form.TEXT, "bad_number"),
     ("十二", Form.TEXT, "bad_number"), ("43982", Form.DATE, "bad_number"), ("1,2", Form.TEXT, "bad_number")],
)  # fmt: skip
def test_whole_numbers(raw: str, form: Form, expected: object) -> None:
    assert value(Kind.INT, raw, form) == expected


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [
        (GOOD_ID, Form.TEXT, GOOD_ID),
        (GOOD_ID.lower(), Form.TEXT, GOOD_ID),
        (f"'{GOOD_ID}", Form.TEXT, GOOD_ID),
        (f" {GOOD_ID[:6]} {GOOD_ID[6:14]} {GOOD_ID[14:]}\u200b", Form.TEXT, GOOD_ID),
        ("１１０１０５１９４９１２３１００２Ｘ", Form.TEXT, GOOD_ID),
        ("440524188001010014", Form.NUMBER, "damaged_number"),  # exact digits, but of a number cell
        ("4.40524188001010E+17", Form.NUMBER, "damaged_number"),
        ("1.10101E+17", Form.TEXT, "damaged_number"),
        ("1.10101e17", Form.TEXT, "damaged_number"),
        ("110105194912310.0", Form.TEXT, "damaged_number"),
        ("110105491231002", Form.NUMBER, "bad_id_number"),
        ("110105491231002", Form.TEXT, "bad_id_number"),
        ("110105194912310021", Form.TEXT, "bad_id_number"),
        ("43982", Form.DATE, "damaged_number"),
        ("#N/A", Form.ERROR, "error_cell"),
    ],
)
def test_identity_numbers_are_never_repaired(raw: str, form: Form, expected: str) -> None:
    assert value(Kind.IDNUMBER, raw, form) == expected


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [("13800000000", Form.NUMBER, "13800000000"), ("1.38E10", Form.NUMBER, "13800000000"), ("12.0", Form.NUMBER, "12"),
     ("1.38E+10", Form.TEXT, "damaged_number"), ("1.5", Form.NUMBER, "damaged_number"), ("1234567890123456", Form.NUMBER, "damaged_number"),
     ("0317－1234567", Form.TEXT, "0317-1234567"), (" A 01 ", Form.TEXT, "A01"), ("inf", Form.NUMBER, "damaged_number"),
     ("nan", Form.NUMBER, "damaged_number"), ("43982", Form.DATE, "damaged_number")],
)  # fmt: skip
def test_codes_and_telephones(raw: str, form: Form, expected: str) -> None:
    assert value(Kind.CODE, raw, form) == expected


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [("是", Form.TEXT, True), (" 否 ", Form.TEXT, False), ("√", Form.TEXT, True), ("×", Form.TEXT, False), ("1", Form.NUMBER, True),
     ("0", Form.BOOL, False), ("1", Form.BOOL, True), ("TRUE", Form.TEXT, True), ("Ｙ", Form.TEXT, True), ("", Form.TEXT, None),
     ("无", Form.TEXT, False), ("大概", Form.TEXT, "bad_bool"), ("2", Form.NUMBER, "bad_bool")],
)  # fmt: skip
def test_yes_and_no(raw: str, form: Form, expected: object) -> None:
    assert value(Kind.BOOL, raw, form) == expected


def test_choices_are_found_whatever_the_width_and_spaces() -> None:
    choices = {"党支部": "branch", "支部": "branch", "A类": "a"}
    assert value(Kind.CHOICE, "党 支部", choices=choices) == "branch"
    assert value(Kind.CHOICE, "ａ类", choices=choices) == "a"
    assert value(Kind.CHOICE, "党校", choices=choices) == "bad_choice"


def test_a_bad_choice_names_each_choice_once() -> None:
    """By its official name, which stands first: 党支部, and not every word that is understood as one."""
    column = Column(
        "kind", "类别", kind=Kind.CHOICE, choices={"党支部": "branch", "支部": "branch", "党委": "committee"}
    )
    with pytest.raises(Bad) as wrong:
        read(column, Cell(Form.TEXT, "协会"), Context(TODAY))
    assert wrong.value.params["choices"] == "党支部、党委"


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [("2026", Form.NUMBER, "2026"), ("3.0", Form.NUMBER, "3"), ("0.1", Form.NUMBER, "0.1"), ("0.30000000000000004", Form.NUMBER, "0.3"),
     ("43982", Form.DATE, "2020-05-31"), ("0.5", Form.TIME, "12:00"), ("1", Form.BOOL, "是"), ("=1+1", Form.TEXT, "=1+1"),
     ("a\x00b\u202ec", Form.TEXT, "abc"), ("x" * 201, Form.TEXT, "too_long"), ("　", Form.TEXT, None)],
)  # fmt: skip
def test_anything_in_a_text_column_is_text(raw: str, form: Form, expected: object) -> None:
    assert value(Kind.TEXT, raw, form) == expected


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [("14", None, Form.DATE), ("31", None, Form.DATE), ("57", None, Form.DATE), ("32", None, Form.TIME), ("20", None, Form.TIME),
     ("0", None, Form.NUMBER), ("2", None, Form.NUMBER), ("999999999999", None, Form.NUMBER), ("x", None, Form.NUMBER),
     ("176", 'yyyy"年"m"月"', Form.DATE), ("176", "[$-804]yyyy年m月d日;@", Form.DATE), ("176", "[DBNum1]yyyy", Form.DATE),
     ("176", "h:mm AM/PM", Form.TIME), ("176", "[h]:mm", Form.TIME), ("176", "mm:ss", Form.TIME), ("176", "yyyy-mm-dd hh:mm", Form.DATE),
     ("176", "0.00", Form.NUMBER), ("176", '[Red]0.00"d"', Form.NUMBER), ("176", "General", Form.NUMBER), ("176", "0.00E+00", Form.NUMBER),
     ("176", "000000", 6), ("176", "@", Form.NUMBER), ("176", "#,##0\\y", Form.NUMBER)],
)  # fmt: skip
def test_number_formats(number: str, code: str | None, expected: Form | int) -> None:
    assert form_of(number, code) == expected


@given(st.integers(0, 16_383))
def test_column_letters_go_there_and_back(column: int) -> None:
    assert column_of(letter(column)) == column


@pytest.mark.parametrize("letters", ["", "XFE", "AAAA", "a", "A1", "É"])
def test_what_is_no_column(letters: str) -> None:
    assert column_of(letters) == -1


@given(st.text(), st.sampled_from(list(Form)), st.sampled_from(list(Kind)), st.booleans())
def test_no_cell_whatever_breaks_the_reader(raw: str, form: Form, kind: Kind, base: bool) -> None:
    value(kind, raw, form, base=base, choices={"a": "a"})


@given(st.dates(dates.EARLIEST, dates.LATEST - dt.timedelta(1)))
def test_every_day_is_read_as_written(day: dt.date) -> None:
    for raw in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert value(Kind.DATE, raw) == day
    if day > dt.date(1900, 3, 1):
        assert value(Kind.DATE, str((day - dt.date(1899, 12, 30)).days), Form.DATE) == day
