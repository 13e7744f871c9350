"""Build the Word forms in leitu/reports/templates_docx/ from scratch, the same bytes every time.

    .venv/bin/python -m scripts.build_docx_templates

What they share is in scripts/docx_base.py. The Jinja tags in it are ours;
what users write is put in as values only (leitu/reports/paper.py).
"""

from pathlib import Path

from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm, Pt

from scripts.docx_base import (
    COLUMNS,
    WIDTH,
    at_right,
    begun,
    child,
    gap,
    head_of_audit,
    indent,
    loop,
    optional,
    packed,
    row,
    text,
)

TEMPLATES = Path(__file__).resolve().parent.parent / "leitu" / "reports" / "templates_docx"


def head_table(document: DocumentObject) -> None:
    """What, when, where, who presided, how many came and by name."""
    table = document.add_table(rows=0, cols=COLUMNS)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
    )
    layout = child(table._tbl.tblPr, "w:tblLayout")
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    layout.addnext(
        parse_xml(
            f'<w:tblCellMar {nsdecls("w")}><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
            f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
        )
    )

    row(table, (5, "会议名称"), (25, "{{ name }}"))
    row(table, (5, "时　　间"), (25, "{{ time }}"))
    row(table, (5, "地　　点"), (25, "{{ place }}"))
    row(table, (5, "主 持 人"), (10, "{{ chair }}"), (5, "记 录 人"), (10, "{{ recorder }}"))
    counts = ("应到", "expected"), ("实到", "present"), ("请假", "excused"), ("缺席", "absent"), ("列席", "guests")
    row(table, *(cell for label, name in counts for cell in ((3, label), (3, f"{{{{ {name} }}}}"))), centred=True)
    row(table, (5, "实到人员"), (25, "{{ present_names }}"), may_break=True)
    row(table, (5, "请假人员"), (25, "{{ excused_names }}"), may_break=True)
    row(table, (5, "缺席人员"), (25, "{{ absent_names }}"), may_break=True)
    row(table, (5, "列席人员"), (25, "{{ guest_names }}"), may_break=True)
    row(table, (5, "{%tr if quorum %}"), (25, ""))
    row(table, (5, "到会情况"), (25, "{{ quorum }}"))
    row(table, (5, "{%tr endif %}"), (25, ""))
    for column in table.columns:
        column.width = Emu(WIDTH // COLUMNS)


def signed_by(document: DocumentObject, words: str) -> None:
    """Two lines to sign on, and room for the day."""
    signatures = text(document, words, "签名")
    signatures.paragraph_format.space_before = Pt(29)
    signatures.paragraph_format.keep_with_next = True
    for position in (Mm(76), WIDTH):
        signatures.paragraph_format.tab_stops.add_tab_stop(position, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    at_right(document, "　　　　年　　月　　日")


def minutes() -> DocumentObject:
    """会议记录: variables are those of leitu.reports.minutes.values_of()."""
    document = begun()
    text(document, "{{ unit }}", "公文标题")
    text(document, "{{ title }}", "公文标题")
    optional(document, "draft", "公文标注", "（草稿，尚未归档）")
    gap(document)
    head_table(document)
    gap(document)

    text(document, "一、会议议程", "公文一级标题")
    loop(document, "line", "agenda")
    text(document, "二、会议记录", "公文一级标题")
    loop(document, "line", "minutes")
    text(document, "三、会议决议", "公文一级标题")
    text(document, "{%p for resolution in resolutions %}", "公文正文")
    loop(document, "line", "resolution.lines")
    optional(document, "resolution.vote", "公文正文", "表决情况：{{ resolution.vote }}")
    text(document, "{%p endfor %}", "公文正文")
    optional(document, "remarks", "公文一级标题", "四、有关说明")
    loop(document, "line", "remarks")

    signed_by(document, "主持人（签名）：\t　记录人（签名）：\t")
    head_of_audit(document)
    return document


def month() -> DocumentObject:
    """月报: variables are those of leitu.reports.month_paper.values_of()."""
    document = begun()
    text(document, "{{ unit }}", "公文标题")
    text(document, "{{ title }}", "公文标题")
    optional(document, "mark", "公文标注")
    text(document, "一、组织生活", "公文一级标题")
    text(document, "{{ life }}", "公文正文")
    of_kind = "{{ kind[0] }}{{ kind[1] }}次：应到{{ kind[2] }}，实到{{ kind[3] }}，请假{{ kind[4] }}。"
    loop(document, "kind", "kinds", of_kind)
    text(document, "二、应办事项", "公文一级标题")
    text(document, "{{ duties }}", "公文正文")
    loop(document, "line", "duty_lines")
    text(document, "三、问题、检查和联系指导", "公文一级标题")
    text(document, "{{ work }}", "公文正文")
    text(document, "四、党员队伍", "公文一级标题")
    text(document, "{{ members }}", "公文正文")
    text(document, "五、补充说明", "公文一级标题")
    text(document, "{{ sentence }}", "公文正文")
    loop(document, "line", "changes")
    text(document, "", "公文正文")
    loop(document, "line", "confirmed", of="签名").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head_of_audit(document)
    return document


def parts(*, is_dated: bool = True) -> DocumentObject:
    """A title and headed parts (安全事件报告, 党内统计公报): variables are those of leitu.reports.breach.values_of()."""
    document = begun()
    text(document, "{{ unit }}", "公文标题")
    text(document, "{{ title }}", "公文标题")
    text(document, "{%p for part in parts %}", "公文正文")
    text(document, "{{ part.title }}", "公文一级标题")
    loop(document, "line", "part.lines")
    text(document, "{%p endfor %}", "公文正文")
    if is_dated:
        date = text(document, "　　　　年　　月　　日", "签名")
        date.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head_of_audit(document)
    return document


def plan() -> DocumentObject:
    """The plan of a year (leitu.reports.plan_paper): the same, and nobody signs it."""
    return parts(is_dated=False)


def pledge() -> DocumentObject:
    """责任清单: headed parts, and a line to sign on for both; variables are those of leitu.reports.pledge_paper."""
    document = begun()
    text(document, "{{ unit }}", "公文标题")
    text(document, "{{ title }}", "公文标题")
    text(document, "{%p for part in parts %}", "公文正文")
    optional(document, "part.title", "公文一级标题")
    loop(document, "line", "part.lines")
    text(document, "{%p endfor %}", "公文正文")
    signed_by(document, "签订人（签名）：\t　会签人（签名）：\t")
    head_of_audit(document)
    return document


def letter() -> DocumentObject:
    """简报、小结、专题报告: variables are those of leitu.reports.letter.values_of()."""
    document = begun()
    loop(document, "line", "titles", of="公文标题")
    optional(document, "mark", "公文标注")
    gap(document)
    indent(optional(document, "addressee", "公文正文", "{{ addressee }}："), "firstLine", characters=0, size=16)
    text(document, "{%p for part in parts %}", "公文正文")
    optional(document, "part.title", "公文一级标题")
    loop(document, "line", "part.lines")
    text(document, "{%p endfor %}", "公文正文")
    text(document, "", "公文正文")
    optional(document, "signed", "签名").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    at_right(document, "{{ dated }}")
    optional(document, "remark", "公文一级标题", "上级意见")
    loop(document, "line", "remark")
    head_of_audit(document)
    return document


def transfer_letter() -> DocumentObject:
    """组织关系介绍信 in three parts; variables are those of leitu.reports.transfer_letter.values_of()."""
    document = begun()
    for number, (title, lines) in enumerate(
        (("介绍信存根（第一联）", "stub"), ("介绍信（第二联）", "body"), ("回执（第三联）", "slip"))
    ):
        if number:
            cut = text(document, "－ － － － － － － － － － （骑缝盖章） － － － － － － － － － －", "表头内容")
            cut.alignment = WD_ALIGN_PARAGRAPH.CENTER
        text(document, "中国共产党党员组织关系", "表头项目")
        text(document, title, "表头项目")
        text(document, "{{ number }}", "表头内容").alignment = WD_ALIGN_PARAGRAPH.RIGHT
        text(document, f"{{%p for line in {lines} %}}", "表头内容")
        text(document, "{{ line }}", "表头内容").paragraph_format.first_line_indent = Pt(28)
        text(document, "{%p endfor %}", "表头内容")
        signed = (
            ("{{ receiver_signs }}", "　　年　月　日") if lines == "slip" else ("{{ issuer }}（盖章）", "{{ date }}")
        )
        for line in signed:
            text(document, line, "表头内容").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head_of_audit(document)
    return document


def main() -> None:
    TEMPLATES.mkdir(exist_ok=True)
    for name, made in (
        ("minutes", minutes),
        ("month", month),
        ("letter", letter),
        ("parts", parts),
        ("plan", plan),
        ("pledge", pledge),
        ("transfer_letter", transfer_letter),
    ):
        (TEMPLATES / f"{name}.docx").write_bytes(packed(made()))
        print(f"built {TEMPLATES.name}/{name}.docx")


if __name__ == "__main__":
    main()
