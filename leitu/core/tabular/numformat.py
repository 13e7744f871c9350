"""Is a number in a workbook shown as a date, a time, or with leading zeros? (ECMA-376 part 1, 18.8.30)"""

import re

from leitu.core.tabular.cells import Form

# Built-in formats have no code in the file. 27–36 and 50–58 are dates in Chinese Excel (e.g. 2020年5月31日).
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58}
_BUILT_IN_TIMES = {*range(18, 22), *range(32, 36), 45, 46, 47, 55, 56}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


def form_of(number: str, code: str | None) -> Form | int:
    """`number` is the format's id, `code` its text when the file brings one. An int is a width to fill with zeros."""
    if code is None:
        built_in = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        if built_in in _BUILT_IN_DATES:
            return Form.DATE
        return Form.TIME if built_in in _BUILT_IN_TIMES else Form.NUMBER
    if re.fullmatch(r"0{2,20}", code):
        return len(code)
    plain = _LITERAL.sub("", code.split(";")[0]).lower()
    if plain.strip() in ("general", "g/通用格式", "@"):
        return Form.NUMBER
    if re.search(r"[yd年日]", plain) or ("m" in plain and not re.search(r"[hs]", plain)):
        return Form.DATE
    return Form.TIME if re.search(r"[hs]", plain) else Form.NUMBER
