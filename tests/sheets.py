"""Sheets that tests import: rows by title, written as .csv (quick) or .xlsx (as people send them)."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from leitu.core.clock import today
from leitu.core.idnumber import check_digit
from leitu.core.tabular import Sheet
from leitu.core.tests import foreign

UNIT_TITLES = (
    "党组织代码 党组织名称 上级党组织代码 组织类别 所属领域 成立日期 撤销日期 届满日期 支委会 书记 联系人 联系电话 "
    "所在单位情况 单位名称 单位性质类别 统一社会信用代码 经纬度"
).split()
MEMBER_TITLES = (
    "姓名 性别 民族 公民身份证号 出生日期 学历 人员类别 所在党支部 加入党组织日期 转为正式党员日期 工作岗位 联系电话 "
    "固定电话 家庭住址 党籍状态 是否失联党员 失去联系日期 是否流动党员 外出流向 所在党小组"
).split()
ACTIVITY_TITLES = (
    "党组织代码 活动类型 日期 开始时间 地点 主题 主持人 记录人 应到人数 实到人数 缺席名单 列席名单 内容摘要"
).split()
SheetRow = Mapping[str, Any]


def id_number(serial: int, birth: str = "19800101") -> str:
    """A number of correct form; an odd ``serial`` below 1000 belongs to a man."""
    head = f"110101{birth}{serial:03d}"
    return head + check_digit(head)


def write_csv(path: Path, titles: Iterable[str], rows: Iterable[SheetRow]) -> Path:
    listed = list(titles)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(listed)
        writer.writerows([[row.get(title, "") for title in listed] for row in rows])
    return path


def write_xlsx(path: Path, titles: Iterable[str], rows: Iterable[SheetRow]) -> Path:
    """With a title row above the header, as such files have."""
    listed, book = list(titles), openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某某县名单"])
    sheet.append(listed)
    for row in rows:
        sheet.append([row.get(title) for title in listed])
    book.save(path)
    return path


def read_here(*arguments: Any, **options: Any) -> Sheet:
    """``core.tabular.read_sheet`` without the child process: for what a file says, not for how it harms."""
    return foreign.read_here(*arguments, **{"today": today(), **options})
