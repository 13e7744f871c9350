import dataclasses
import datetime as dt
import io
import re
import runpy
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips
from docx.styles.style import ParagraphStyle

from leitu.reports import paper
from leitu.reports.minutes import MinutesRecord, Resolution, Vote, minutes_docx, title_of, vote_text
from leitu.reports.tests.samples import MEETING, REVISED

ROOT = Path(__file__).resolve().parents[3]


def opened(record: MinutesRecord) -> DocumentObject:
    return Document(io.BytesIO(minutes_docx(record)))


def paragraphs(document: DocumentObject) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def head(document: DocumentObject) -> dict[str, str]:
    """Label → value of the head table."""
    found: dict[str, str] = {}
    for row in document.tables[0].rows:
        texts = ["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in row._tr.tc_lst]
        found |= dict(zip(texts[::2], texts[1::2], strict=True))
    return found


def test_the_head_table_says_what_when_where_who_and_how_many() -> None:
    assert head(opened(MEETING)) == {
        "会议名称": "2026年第四季度党员大会",
        "时　　间": "2026年11月22日（周日）19:00—20:35",
        "地　　点": "活动室",
        "主 持 人": "王秀兰",
        "记 录 人": "李强",
        "应到": "6",
        "实到": "3",
        "请假": "2",
        "缺席": "1",
        "列席": "1",
        "实到人员": "王秀兰、𠮷田川、阿卜杜拉·买买提",
        "请假人员": "赵桂英（住院）、钱进",
        "缺席人员": "孙浩",
        "列席人员": "周明（联系领导）",
        "到会情况": "应到会有表决权党员5人，实到3人，超过半数。",
    }


def test_the_body_follows_in_order_with_votes_and_signatures() -> None:
    assert paragraphs(opened(MEETING)) == [
        "中共幸福街道红星社区第一支部委员会",
        "支部党员大会会议记录",
        "一、会议议程",
        "（一）传达上级会议精神",
        "（二）讨论冬季走访方案",
        "二、会议记录",
        "王秀兰：先清点人数。",
        "李强：通报工作。",
        "赵敏：同意。",
        "三、会议决议",
        "（一）通过冬季走访方案。",
        "表决情况：应到会有表决权5人；赞成3票，反对0票，弃权0票。结果：通过。",
        "（二）维修活动室。",
        "12月10日前完成。",
        "主持人（签名）：\t　记录人（签名）：\t",
        "　　　　年　　月　　日",
    ]


def test_late_entry_and_revisions_are_said_plainly() -> None:
    texts = paragraphs(opened(REVISED))
    start = texts.index("四、有关说明")
    assert texts[start + 1 : start + 3] == [
        "（一）本记录于2026年11月25日（周三）补录，补录原因：停电。",
        "（二）第2版，2026年12月1日（周二）由李强修订，修订原因：更正列席名单。",
    ]


def test_a_draft_says_so() -> None:
    assert "（草稿，尚未归档）" in paragraphs(opened(dataclasses.replace(MEETING, draft=True)))
    assert "（草稿，尚未归档）" not in paragraphs(opened(MEETING))


def test_an_imported_ledger_line_has_numbers_and_no_names() -> None:
    empty = dataclasses.replace(
        MEETING, starts_at=None, ends_at=None, present_names=[], excused=[], absent=[], guests=[], quorum="", agenda=[],
        minutes="", resolutions=[],
    )  # fmt: skip
    document = opened(empty)
    table = head(document)
    assert table["时　　间"] == "2026年11月22日（周日）"
    assert (table["应到"], table["实到"], table["请假"], table["缺席"]) == ("6", "3", "0", "3")
    assert {table[label] for label in ("实到人员", "请假人员", "缺席人员", "列席人员")} == {"无"}
    assert "到会情况" not in table
    assert paragraphs(document)[2:8] == ["一、会议议程", "无", "二、会议记录", "无", "三、会议决议", "无"]


HOSTILE = [
    "{{7*7}}",
    "${7*7}",
    "{% debug %}",
    "{%p for x in y %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{_{ 7*7 }_} {_% raw %_}",
    "{# comment #}",
    "{{r unit }}{%tr if 1 %}",
    "}}{{%}{%",
    "<w:p/></w:t></w:r><script>alert(1)</script>",
    "&amp; &#65; &lt;b&gt; ]]>",
    "\"quotes\" 'and' “引号” ‘单引号’",
    '{ INCLUDETEXT "c:\\\\secret.txt" }',
    "=cmd|' /C calc'!A0",
    "_x0041_",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_users_write_comes_out_literally(text: str) -> None:
    record = dataclasses.replace(
        MEETING, unit=text, name=text, place=text, chair=text, present_names=[text], agenda=[text], minutes=text,
        resolutions=[Resolution(text=text)],
    )  # fmt: skip
    document = opened(record)
    table = head(document)
    assert {table["会议名称"], table["地　　点"], table["主 持 人"], table["实到人员"]} == {text}
    texts = paragraphs(document)
    assert texts[0] == text
    assert [line for line in texts if text in line] == [text, f"（一）{text}", text, f"（一）{text}"]


def test_the_only_field_is_the_page_number() -> None:
    document = opened(dataclasses.replace(MEETING, minutes='{ INCLUDETEXT "secret.txt" }'))
    assert not document.element.body.xpath(".//w:fldSimple | .//w:instrText | .//w:fldChar")
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert [field.get(qn("w:instr")).strip() for field in footer._element.iter(qn("w:fldSimple"))] == ["PAGE"]
        assert "".join(node.text for node in footer._element.iter(qn("w:t"))) == "— 1 —"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("甲\x00乙\x07丙", "甲乙丙"),
        ("甲\ud800乙", "甲乙"),
        ("甲\u202e乙\u2066丙", "甲乙丙"),
        ("甲\ufffe乙", "甲乙"),
        ("甲\t乙", "甲 乙"),
        ("𠮷\ue000㐀", "𠮷\ue000㐀"),
    ],
    ids=["control", "lone surrogate", "bidi", "noncharacter", "tab", "rare"],
)
def test_what_no_paper_can_show_is_left_out(typed: str, shown: str) -> None:
    document = opened(dataclasses.replace(MEETING, name=typed, minutes=typed))
    assert head(document)["会议名称"] == shown
    assert shown in paragraphs(document)


def test_a_thousand_lines_all_arrive() -> None:
    lines = [f"第{number}位发言：" + "同意。" * 60 for number in range(1000)]
    texts = paragraphs(opened(dataclasses.replace(MEETING, minutes="\n".join(lines))))
    assert [text for text in texts if text.startswith("第")] == lines


def test_one_line_of_the_longest_allowed_size_arrives_whole() -> None:
    longest = paper.LONGEST - 10_000
    texts = paragraphs(opened(dataclasses.replace(MEETING, minutes="言" * longest)))
    assert "言" * longest in texts


def test_too_much_text_is_refused() -> None:
    with pytest.raises(ValueError, match="characters"):
        minutes_docx(dataclasses.replace(MEETING, minutes="言" * paper.LONGEST))


def test_the_sheet_keeps_the_habits_of_official_papers() -> None:
    document = opened(MEETING)
    size = document.sections[0]._sectPr.find(qn("w:pgSz"))
    margins = document.sections[0]._sectPr.find(qn("w:pgMar"))
    assert [round(Twips(int(size.get(qn(f"w:{name}")))).mm) for name in ("w", "h")] == [210, 297]
    sides = ("top", "bottom", "left", "right")
    assert [round(Twips(int(margins.get(qn(f"w:{name}")))).mm) for name in sides] == [37, 35, 28, 26]
    expected = {
        "公文标题": ("方正小标宋简体", Pt(22)),
        "公文正文": ("仿宋", Pt(16)),
        "公文一级标题": ("黑体", Pt(16)),
    }
    for name, (face, points) in expected.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == face
        assert style.font.size == points
    body = document.styles["公文正文"]
    assert isinstance(body, ParagraphStyle)
    assert body.paragraph_format.line_spacing == Pt(28.95)
    # 22 lines fill the type area of 225 mm
    assert Mm(222) < 22 * Pt(28.95) < Mm(225)


def test_every_face_of_the_form_has_a_substitute() -> None:
    with zipfile.ZipFile(io.BytesIO(minutes_docx(MEETING))) as package:
        table, styles = package.read("word/fontTable.xml").decode(), package.read("word/styles.xml").decode()
    for face in set(re.findall(r'w:eastAsia="([^"]*[\u4e00-\u9fff][^"]*)"', styles)):
        assert re.search(rf'<w:font w:name="{face}"><w:altName w:val="[^"]+"/><w:panose1', table), face


def test_nobody_is_named_as_author_and_nothing_points_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(minutes_docx(MEETING))) as package:
        properties = package.read("docProps/core.xml").decode() + package.read("docProps/app.xml").decode()
        assert not re.search(r">\s*[^<\s]", properties)
        assert not [name for name in package.namelist() if name.endswith((".bin", ".jpeg", ".png"))]
        for name in package.namelist():
            if name.endswith(".rels"):
                assert b"External" not in package.read(name)


@pytest.mark.parametrize("form", ["minutes", "month", "parts", "plan", "letter", "transfer_letter"])
def test_the_committed_form_is_what_the_script_builds(form: str) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_docx_templates.py"))
    built, committed = io.BytesIO(script["packed"](script[form]())), paper.TEMPLATES / f"{form}.docx"
    with zipfile.ZipFile(built) as ours, zipfile.ZipFile(committed) as theirs:
        # not the archives themselves: they differ with the compressor
        assert {name: ours.read(name) for name in ours.namelist()} == {n: theirs.read(n) for n in theirs.namelist()}


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("支部党员大会", "支部党员大会会议记录"),
        ("支委会会议", "支委会会议记录"),
        ("主题党日", "主题党日记录"),
        ("党课", "党课记录"),
    ],
)
def test_the_title_reads_well_for_every_kind(kind: str, title: str) -> None:
    assert title_of(kind) == title


@pytest.mark.parametrize(
    ("vote", "sentence"),
    [
        (Vote(in_favour=3, against=1, abstained=1), "赞成3票，反对1票，弃权1票。"),
        (
            Vote(voters=9, in_favour=3, against=1, abstained=1, passed=False),
            "应到会有表决权9人；赞成3票，反对1票，弃权1票。结果：未通过。",
        ),
    ],
)
def test_a_vote_in_words(vote: Vote, sentence: str) -> None:
    assert vote_text(vote) == sentence


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_numerals(number: int, words: str) -> None:
    assert paper.numeral(number) == words


def test_times_with_as_much_as_is_known() -> None:
    day = dt.date(2026, 2, 28)
    assert paper.time_text(day, None, None) == "2026年2月28日（周六）"
    assert paper.time_text(day, dt.time(9, 5), None) == "2026年2月28日（周六）09:05"
