"""Papers that exist as PDF only: the notice with room for signatures, why a duty stands where it stands, the ledger."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils import timezone

from leitu.reports import pdf
from leitu.reports.ledger import SEPARATOR, LedgerRow


@dataclass(frozen=True, kw_only=True)
class NoticeSheet:
    """The notice of a meeting; ``members`` are (name, what stands beside it). Empty texts are left out."""

    unit: str
    title: str
    time: str
    place: str
    topic: str
    who: str
    chair: str = ""
    contact: str = ""
    agenda: Sequence[str] = ()
    members: Sequence[tuple[str, str]] = ()


def notice_pdf(sheet: NoticeSheet) -> bytes:
    """A notice to hang up and to sign."""
    members = [{"name": name, "note": note} for name, note in sheet.members]
    agenda = [f"{number}. {line}" for number, line in enumerate(sheet.agenda, 1)]
    return pdf.render("sheet.typ", {**asdict(sheet), "members": members, "agenda": agenda})


@dataclass(frozen=True, kw_only=True)
class DutySheet:
    """A duty explained: the rule with its source, the facts that count, what is missing."""

    unit: str
    title: str
    due: str
    state: str
    on: str
    summary: str
    source: Sequence[str]
    facts: Sequence[str]
    missing: str


def duty_pdf(sheet: DutySheet) -> bytes:
    """The explanation as a paper."""
    return pdf.render("duty.typ", asdict(sheet))


LEDGER = ("代码", "名称", "活动类型", "日期", "地点", "主题", "主持人", "记录人", "应到", "实到", "缺席")
LEDGER_ENDS = ("缺席名单", "列席名单", "状态")


def ledger_pdf(
    *, title: str, period: str, rows: Sequence[LedgerRow], filters: str, made_by: str, made_at: dt.datetime
) -> bytes:
    """The ledger to print, sign and file; the sheet that is read back is the .xlsx (``ledger.ledger_xlsx``)."""
    listed = [
        [
            row.unit_code,
            row.unit_name,
            row.kind,
            row.on.isoformat() + (f"\n{row.starts_at:%H:%M}" if row.starts_at else ""),
            row.place,
            row.topic,
            row.chair,
            row.recorder,
            str(row.expected),
            str(row.present),
            str(row.absent_count),
            SEPARATOR.join(row.absent),
            SEPARATOR.join(row.guests),
            row.state + ("（补录）" if row.is_late_entry else ""),
        ]
        for row in rows
    ]
    sums = [str(sum(getattr(row, name) for row in rows)) for name in ("expected", "present", "absent_count")]
    made = f"{made_by}　{timezone.localtime(made_at):%Y-%m-%d %H:%M}"
    return pdf.render(
        "ledger.typ",
        {
            "title": title,
            "chosen": f"期间：{period}　　筛选：{filters or '无'}",
            "columns": [*LEDGER, *LEDGER_ENDS],
            "rows": listed,
            "totals": ["合计", "", f"{len(rows)}次", "", "", "", "", "", *sums, "", "", ""],
            "made_by": made,
        },
    )


def list_pdf(
    title: str, columns: list[tuple[str, int]], rows: list[list[str]], lines: list[str], made_by: str
) -> bytes:
    """Any list of a page, to print, sign and file: A4 across, its columns as wide as on its sheet."""
    return pdf.render(
        "list.typ",
        {
            "title": title,
            "lines": lines,
            "columns": [label for label, _width in columns],
            "widths": [width for _label, width in columns],
            "rows": rows,
            "made_by": made_by,
        },
    )
