"""From a raw cell to the value that the layout asks for."""

import datetime as dt
import re
from dataclasses import dataclass, field

from leitu.core import idnumber, text
from leitu.core.tabular import dates
from leitu.core.tabular.cells import Cell, Form
from leitu.core.tabular.issues import Bad
from leitu.core.tabular.layout import Column, Kind

Value = str | int | bool | dt.date | dt.time | None

MOST_EXACT_DIGITS = 15  # Excel keeps no more of a number
_SAFE_INTEGER = re.compile(r"-?\d{1,15}(?:\.0+)?")
_EXPONENT = re.compile(r"\d(?:\.\d+)?e[+-]?\d+")
_ERROR_VALUE = re.compile(r"#[A-Z0-9/_]{1,20}[!?]?")  # nothing else gets into a message from such a cell
_NOTHING = frozenset(("-", "--", "—", "——", "/", "\\", "无", "暂无"))
_COUNT = re.compile(r"(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})(?:\.0+)?(?:人|名|个|次|岁|年)?", re.ASCII)
_YES = frozenset(("是", "有", "已", "对", "y", "yes", "true", "1", "√", "✓", "✔", "☑"))
_NO = frozenset(("否", "无", "没有", "不是", "未", "n", "no", "false", "0", "×", "✗", "✘", "x", "☐"))


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell's meaning depends on besides the cell."""

    today: dt.date
    from_1904: bool = False
    csv: bool = False  # every cell is text, also what was a number once
    choices: dict[str, dict[str, str]] = field(default_factory=dict)  # column key -> folded label -> value

    def choices_of(self, column: Column) -> dict[str, str]:
        if column.key not in self.choices:
            self.choices[column.key] = {text.fold(label): value for label, value in column.choices.items()}
        return self.choices[column.key]


def read(column: Column, cell: Cell, context: Context) -> Value:
    """The cell's value, None for blank. Raises Bad."""
    if cell.form is Form.ERROR:
        raise Bad("error_cell", value=cell.text if _ERROR_VALUE.fullmatch(cell.text) else "#")
    if cell.form is Form.FORMULA:
        raise Bad("formula_without_value")
    value = _READERS[column.kind](column, cell, context)
    if column.past and isinstance(value, dt.date) and value > context.today:
        raise Bad("future_date", value=value.isoformat())
    return value


def shown(cell: Cell, from_1904: bool) -> str:
    """The cell as a person would see it, not yet cleaned: for text columns and for the file of wrong rows."""
    if cell.form is Form.TEXT:
        return cell.text
    if cell.form is Form.NUMBER:
        if _SAFE_INTEGER.fullmatch(cell.text):
            return cell.text.partition(".")[0]
        try:
            return f"{float(cell.text):.15g}"
        except ValueError:
            return cell.text
    if cell.form is Form.BOOL:
        return "是" if cell.text in ("1", "true") else "否"
    try:
        if cell.form is Form.DATE:
            return _date_cell(cell, from_1904).isoformat()
        if cell.form is Form.TIME:
            return dates.time_of_number(cell.text).strftime("%H:%M")
    except Bad:
        pass
    return cell.text


def _text(column: Column, cell: Cell, context: Context) -> str | None:
    return _bounded(column, text.clean(shown(cell, context.from_1904)))


def _lines(column: Column, cell: Cell, context: Context) -> str | None:
    return _bounded(column, text.clean_lines(shown(cell, context.from_1904)))


def _name(column: Column, cell: Cell, context: Context) -> str | None:
    return _bounded(column, text.name(shown(cell, context.from_1904)))


def _bounded(column: Column, value: str) -> str | None:
    if len(value) > column.max_length:
        raise Bad("too_long", limit=column.max_length, length=len(value))
    return value or None


def _code(column: Column, cell: Cell, context: Context) -> str | None:
    _refuse_damage(cell)
    value = text.code(shown(cell, context.from_1904)).lstrip("'")
    if cell.form is Form.TEXT and _EXPONENT.fullmatch(value.lower()) and "e+" in value.lower():
        raise Bad("damaged_number")
    return _bounded(column, "" if value in _NOTHING else value)


def _id_number(column: Column, cell: Cell, context: Context) -> str | None:
    _refuse_damage(cell)
    value = text.code(shown(cell, context.from_1904)).lstrip("'")
    if value in _NOTHING or not value:
        return None
    if _EXPONENT.fullmatch(value.lower()) or re.fullmatch(r"\d{15,18}\.0*", value, re.ASCII):
        raise Bad("damaged_number")
    try:
        return idnumber.parse(value, today=context.today).number
    except idnumber.InvalidIdNumber as invalid:
        raise Bad("bad_id_number", reason=invalid.reason) from None


def _refuse_damage(cell: Cell) -> None:
    """A number cell with more digits than Excel keeps, or with a fraction, is not what was typed."""
    if cell.form is Form.NUMBER:
        if not _SAFE_INTEGER.fullmatch(cell.text):
            try:
                number = float(cell.text)
            except ValueError:
                raise Bad("damaged_number") from None
            # 1.38E10 in the file is an exact integer that a program chose to write so.
            if not abs(number) < 10**MOST_EXACT_DIGITS or number != int(number):
                raise Bad("damaged_number")
    elif cell.form in (Form.DATE, Form.TIME):
        raise Bad("damaged_number")


def _date(_column: Column, cell: Cell, context: Context) -> dt.date | None:
    if cell.form is Form.NUMBER:
        return dates.date_of_number(cell.text, from_1904=context.from_1904)
    if cell.form in (Form.DATE, Form.TIME):
        return _date_cell(cell, context.from_1904)
    return None if _blank(cell) else dates.parse_date(cell.text)


def _date_cell(cell: Cell, from_1904: bool) -> dt.date:
    if re.fullmatch(r"(?:18|19|20)\d{6}", cell.text, re.ASCII):
        return dates.parse_date(cell.text)  # 20200531 typed into a cell formatted as date, shown as #####
    try:
        return dates.date_of_serial(float(cell.text), from_1904=from_1904)
    except (ValueError, OverflowError):
        raise Bad("bad_date", value=text.excerpt(cell.text)) from None


def _month(_column: Column, cell: Cell, context: Context) -> dt.date | None:
    if cell.form is Form.NUMBER:
        return dates.month_of_number(cell.text, from_1904=context.from_1904)
    if cell.form in (Form.DATE, Form.TIME):
        return _date_cell(cell, context.from_1904).replace(day=1)
    if _blank(cell):
        return None
    if context.csv and re.fullmatch(r"\d{4}\.1", text.code(cell.text), re.ASCII):
        raise Bad("ambiguous_month", value=text.excerpt(cell.text))
    return dates.parse_month(cell.text)


def _time(_column: Column, cell: Cell, _context: Context) -> dt.time | None:
    if cell.form in (Form.DATE, Form.TIME) or (cell.form is Form.NUMBER and _is_fraction(cell.text)):
        return dates.time_of_number(cell.text)
    return None if _blank(cell) else dates.parse_time(cell.text)


def _is_fraction(digits: str) -> bool:
    try:
        return 0 < float(digits) < 1
    except ValueError:
        return False


def _int(column: Column, cell: Cell, context: Context) -> int | None:
    if _blank(cell):
        return None
    plain = text.code(shown(cell, context.from_1904))
    match = _COUNT.fullmatch(plain) if cell.form in (Form.TEXT, Form.NUMBER) else None
    number = int(match[1].replace(",", "")) if match else None
    if number is None or not column.minimum <= number <= column.maximum:
        raise Bad("bad_number", value=text.excerpt(plain), minimum=column.minimum, maximum=column.maximum)
    return number


def _bool(_column: Column, cell: Cell, context: Context) -> bool | None:
    plain = text.fold(shown(cell, context.from_1904))
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    if not plain or plain in _NOTHING:
        return None
    raise Bad("bad_bool", value=text.excerpt(plain))


def _choice(column: Column, cell: Cell, context: Context) -> str | None:
    shown_text = shown(cell, context.from_1904)
    plain = text.fold(shown_text)
    if (value := context.choices_of(column).get(plain)) is not None:
        return value
    if not plain or plain in _NOTHING:
        return None
    official: dict[str, str] = {}
    for name, meant in column.choices.items():
        official.setdefault(meant, name)  # the first name; the others are only understood
    raise Bad("bad_choice", value=text.excerpt(shown_text), choices="、".join(official.values())[:300])


def _blank(cell: Cell) -> bool:
    return cell.form is Form.TEXT and text.code(cell.text) in {"", *_NOTHING}


_READERS = {
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.NAME: _name,
    Kind.CODE: _code,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.TIME: _time,
    Kind.INT: _int,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.IDNUMBER: _id_number,
}
