"""What can be wrong with a sheet: one code, one sentence that says what is wrong and what to do."""

import enum
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(enum.StrEnum):
    ERROR = "error"  # nothing of the file is written
    WARNING = "warning"  # written, and the row is named


class Refused(Exception):
    """The whole file is refused; `code` and `params` make the Issue."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Bad(Exception):
    """One cell cannot be read."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of the report. `row` is the number that Excel shows, None for the whole file or sheet."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    sheet: str | None = None
    row: int | None = None
    column: str | None = None  # the title in the layout
    cell: str | None = None  # as Excel names it, e.g. D5

    def as_dict(self) -> dict[str, Any]:
        """The five members that scripts rely on (docs/cli.md)."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
        }


# Codes are stable: people script against them. Sentences may change.
MESSAGES: dict[str, Promise] = {
    # the file
    "empty_file": _("文件是空的，请重新保存后再上传。"),
    "too_big": _("文件太大（上限 %(limit)s），请分成几个文件，或删去多余的工作表、图片和空白格式。"),
    "file_type": _("这个文件不能读：%(found)s。请用 Excel 或 WPS 打开原来的表，另存为 .xlsx 再导入。"),
    "old_excel": _("这是旧格式的 Excel 文件（.xls），请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"),
    "encrypted": _("文件设了密码，请打开后去掉密码，另存为 .xlsx 再导入。"),
    "damaged_file": _("文件已损坏或没有传完，请用 Excel 或 WPS 打开检查，另存为新的 .xlsx 再导入。"),
    "unsafe_file": _("文件里有不该出现在表格中的内容，为安全起见没有读取。请把数据复制到一张新表里再导入。"),
    "encoding": _("看不懂这个 .csv 文件的文字编码，请另存为 .xlsx，或存成“CSV UTF-8”再导入。"),
    "too_many_rows": _("工作表“%(sheet)s”超过 %(limit)s 行，请分成几个文件导入。"),
    "too_many_columns": _("工作表“%(sheet)s”超过 %(limit)s 列，请删去用不到的列。"),
    "too_many_cells": _("表里的单元格太多（多半是大片带格式的空白），请把有内容的部分复制到一张新表里再导入。"),
    "cell_too_long": _("有一个单元格的文字超过 %(limit)s 字（.csv 文件也可能是少了一个引号），请改短后再导入。"),
    "too_complex": _("文件太复杂，读不下来。请把数据（只粘贴数值）复制到一张新表里再导入，或分成几个文件。"),
    "too_many_issues": _("问题太多，只列出前 %(limit)s 条，改好后再导入一次即可看到其余的。"),
    "no_header": _("前十行里没有找到表头。表头应有这些列：%(columns)s。"),
    "no_rows": _("表头下面没有数据。"),
    # a sheet
    "missing_column": _("缺少这些列：%(columns)s，请补上（可以与样表的列名一致，次序不限）。"),
    "duplicate_column": _("“%(column)s”出现了不止一列（%(cells)s），请只留一列。"),
    "unknown_column": _("这些列用不到，没有读取：%(columns)s。"),
    "hidden_sheet": _("这张工作表是隐藏的，也已读取；如不该导入，请删去它。"),
    "hidden_column": _("“%(column)s”列是隐藏的，也已读取，请核对。"),
    "hidden_row": _("这一行是隐藏的，也已读取；如不该导入，请删去它。"),
    "hidden_rows": _("另有 %(count)s 行也是隐藏的，都已读取；如不该导入，请删去。"),
    "merged_cells": _("“%(column)s”列有上下合并的单元格，已按每一行都填相同内容读取，请核对。"),
    "skipped_row": _("这一行只有说明文字（%(value)s），没有读取。"),
    # a cell
    "missing_value": _("“%(column)s”没有填，请补上。"),
    "too_long": _("“%(column)s”最多 %(limit)s 字，现在有 %(length)s 字，请改短。"),
    "error_cell": _("“%(column)s”的单元格是 Excel 的错误值 %(value)s，请改正公式或直接填写内容。"),
    "formula_without_value": _("“%(column)s”是公式但没有算出的结果，请用 Excel 打开并保存一次，或改成直接填写的内容。"),
    "damaged_number": _(
        "“%(column)s”被 Excel 当成数字，已丢失部分数位，不能猜测。请把这一列设为文本格式，再照原件重新填写。"
    ),
    "bad_id_number": _("“%(column)s”：%(reason)s"),
    "bad_date": _("“%(column)s”写的“%(value)s”不是能识别的日期，请写成 2020-05-31 这样。"),
    "incomplete_date": _("“%(column)s”写的“%(value)s”缺少日，请写全年月日，如 2020-05-31。"),
    "bad_month": _("“%(column)s”写的“%(value)s”不是能识别的年月，请写成 2020-05 这样。"),
    "ambiguous_month": _(
        "“%(column)s”写的“%(value)s”可能是 1 月，也可能是被 Excel 去掉 0 的 10 月，请写成 2020-01 或 2020-10 这样。"
    ),
    "future_date": _("“%(column)s”写的 %(value)s 还没有到，请核对。"),
    "bad_time": _("“%(column)s”写的“%(value)s”不是能识别的时间，请写成 19:00 这样。"),
    "bad_number": _("“%(column)s”写的“%(value)s”不是 %(minimum)s 到 %(maximum)s 之间的整数，请改正。"),
    "bad_bool": _("“%(column)s”写的“%(value)s”看不懂，请写“是”或“否”。"),
    "bad_choice": _("“%(column)s”写的“%(value)s”不在可选范围内，可以填：%(choices)s。"),
}

WARNINGS = frozenset(
    "unknown_column hidden_sheet hidden_column hidden_row hidden_rows merged_cells skipped_row no_rows".split()
)

# What the child found instead of a spreadsheet, for "file_type".
FOUND: dict[str, Promise] = {
    "html": _("它其实是网页"),
    "xml": _("它其实是 XML 文件"),
    "excel": _("它其实是 Excel 文件，名字却是 .csv"),
    "text": _("它其实是文本文件，名字却是 Excel 的"),
    "macro": _("它其实带有宏，名字却是 .xlsx"),
    "binary_workbook": _("它是二进制工作簿 .xlsb"),
    "other_archive": _("它是压缩包或别的文档，不是 Excel 表"),
    "old_office": _("它是旧格式的 Office 文件"),
    "binary": _("它不是表格"),
    "extension": _("只能导入 .xlsx、.xlsm 和 .csv 文件"),
    "not_a_file": _("它不是普通文件"),
}


def severity_of(code: str) -> Severity:
    """Of the codes above."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR
