"""What all Word forms share: faces, styles, sheet, tables, and the packing that gives the same bytes every time.

The layout follows the habits of GB/T 9704-2012: A4, margins 37 / 35 / 28 / 26 mm (top, bottom, left, right), title in
size 2 (22 pt) small-title Song, body in size 3 (16 pt) imitation Song, 22 lines of 28 characters, page numbers in
size 4 with a dash on either side, on the right of odd and on the left of even pages.
"""

import io
import zipfile

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

# East Asian face, what to take where it is not installed, its class for the choice after that (panose of the face).
TITLE, BODY, HEADING, MARK, NUMBER = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
FONTS = [
    (TITLE, "华文中宋", "02010600030101010101", "auto"),
    (BODY, "仿宋_GB2312", "02010609060101010101", "modern"),
    (HEADING, "SimHei", "02010609060101010101", "modern"),
    (MARK, "楷体_GB2312", "02010609060101010101", "modern"),
    (NUMBER, "SimSun", "02010600030101010101", "auto"),
    ("Times New Roman", "Liberation Serif", "02020603050405020304", "roman"),
]
KEPT_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
UNWANTED_PARTS = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "numbering")
EPOCH = (1980, 1, 1, 0, 0, 0)
COLUMNS = 30
WIDTH = Mm(156)


def child(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    """The child of that tag, made when missing, with these w: attributes."""
    element = parent.find(qn(tag))
    if element is None:
        element = OxmlElement(tag)
        parent.append(element)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def face(properties: BaseOxmlElement, east_asian: str) -> None:
    """Chinese in that face, digits in Times; the hint keeps quotation marks and name dots at full width."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    fonts = OxmlElement("w:rFonts")
    for name, value in (
        ("hint", "eastAsia"),
        ("ascii", "Times New Roman"),
        ("hAnsi", "Times New Roman"),
        ("eastAsia", east_asian),
        ("cs", "Times New Roman"),
    ):
        fonts.set(qn(f"w:{name}"), value)
    properties.insert(0, fonts)


def style(document: DocumentObject, name: str, *, font: str, size: float, line: float) -> ParagraphStyle:
    """A paragraph style with fixed line spacing; size and line in points."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(made, ParagraphStyle)
    made.base_style = document.styles["Normal"]
    made.font.size = Pt(size)
    face(made.element.get_or_add_rPr(), font)
    made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    made.paragraph_format.line_spacing = Pt(line)
    return made


def indent(owner: ParagraphStyle | Paragraph, edge: str, *, characters: int, size: int) -> None:
    """Indent by whole characters, so that it follows when somebody changes the size (given in points)."""
    owner.paragraph_format.first_line_indent = Pt(0)  # makes the element at its place in the schema's order
    element = child(owner.paragraph_format._element.pPr, "w:ind")
    element.attrib.clear()
    element.set(qn(f"w:{edge}Chars"), str(characters * 100))
    element.set(qn(f"w:{edge}"), str(characters * size * 20))  # for programs that do not know the other


def styles(document: DocumentObject) -> None:
    """Strip the library's styles and put ours in."""
    for element in list(document.styles.element.findall(qn("w:style"))):
        name = element.find(qn("w:name"))
        if name is None or name.get(qn("w:val")) not in KEPT_STYLES:
            document.styles.element.remove(element)
    latent = document.styles.element.find(qn("w:latentStyles"))
    if latent is not None:
        document.styles.element.remove(latent)

    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    run = normal.element.get_or_add_rPr()
    face(run, BODY)
    child(run, "w:lang", val="en-US", eastAsia="zh-CN")
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)

    title = style(document, "公文标题", font=TITLE, size=22, line=35)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    mark = style(document, "公文标注", font=MARK, size=16, line=28.95)
    mark.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    body = style(document, "公文正文", font=BODY, size=16, line=28.95)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.widow_control = False  # official papers fill all 22 lines of a page
    indent(body, "firstLine", characters=2, size=16)
    heading = style(document, "公文一级标题", font=HEADING, size=16, line=28.95)
    heading.paragraph_format.keep_with_next = True
    indent(heading, "firstLine", characters=2, size=16)
    label = style(document, "表头项目", font=HEADING, size=14, line=22)
    label.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    value = style(document, "表头内容", font=BODY, size=14, line=22)
    value.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    style(document, "签名", font=BODY, size=16, line=40)
    style(document, "页码", font=NUMBER, size=14, line=16)
    style(document, "链头", font=NUMBER, size=9, line=14)


def font_table(document: DocumentObject) -> None:
    """Name a substitute for every face, so that a machine without it does not take just any."""
    part = next(p for p in document.part.package.iter_parts() if "fontTable" in str(p.partname))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="{"00" if name.isascii() else "86"}"/><w:family w:val="{family}"/></w:font>'
        for name, other, panose, family in FONTS
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    part._blob = f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()  # the library offers no other way in


def settings(document: DocumentObject) -> None:
    """Chinese as the East Asian language, punctuation closed up, no traces of earlier editing."""
    element = document.settings.element
    child(element, "w:characterSpacingControl", val="compressPunctuation")
    child(element, "w:themeFontLang", val="en-US", eastAsia="zh-CN")
    for tag in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        element.remove(child(element, tag))
    for mode in element.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")


def page(document: DocumentObject) -> None:
    """Sheet, margins, page numbers outside."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    section._sectPr.remove(child(section._sectPr, "w:docGrid"))  # the styles fix the lines; a grid would stretch others

    document.settings.odd_and_even_pages_header_footer = True
    number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right")
    number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left")


def number(footer: _Footer, side: WD_ALIGN_PARAGRAPH, edge: str) -> None:
    """— 1 —, one character away from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = "页码"
    paragraph.alignment = side
    indent(paragraph, edge, characters=1, size=14)
    paragraph.add_run("— ")
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
    paragraph.add_run(" —")


def text(document: DocumentObject, content: str, name: str) -> Paragraph:
    """A paragraph in that style; its one run carries the East Asian hint for the value put in later."""
    paragraph = document.add_paragraph(style=name)
    run = paragraph.add_run(content)
    child(run._r.get_or_add_rPr(), "w:rFonts", hint="eastAsia")
    return paragraph


def fill(cell: _Cell, content: str, name: str) -> None:
    """Put the content into the cell, centred from top to bottom."""
    paragraph = cell.paragraphs[0]
    paragraph.style = name
    run = paragraph.add_run(content)
    child(run._r.get_or_add_rPr(), "w:rFonts", hint="eastAsia")
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def row(table: Table, *cells: tuple[int, str], centred: bool = False, may_break: bool = False) -> None:
    """One row of (columns, content), label and value by turns; the columns add up to COLUMNS."""
    made = table.add_row()
    start = 0
    for index, (span, content) in enumerate(cells):
        cell = made.cells[start].merge(made.cells[start + span - 1])
        fill(cell, content, "表头内容" if index % 2 else "表头项目")
        if centred:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        start += span
    properties = made._tr.get_or_add_trPr()
    if not may_break:
        child(properties, "w:cantSplit")
    child(properties, "w:trHeight", val=str(Mm(9.5).twips), hRule="atLeast")


def loop(document: DocumentObject, name: str, values: str, item: str = "{{ line }}", of: str = "公文正文") -> Paragraph:
    """One paragraph for each value, of the body or in the style ``of``."""
    text(document, f"{{%p for {name} in {values} %}}", of)
    made = text(document, item, of)
    text(document, "{%p endfor %}", of)
    return made


def optional(document: DocumentObject, name: str, of: str, content: str = "") -> Paragraph:
    """A paragraph that is left out where the value ``name`` is empty; ``content``: what it says instead of the value."""
    text(document, f"{{%p if {name} %}}", of)
    made = text(document, content or f"{{{{ {name} }}}}", of)
    text(document, "{%p endif %}", of)
    return made


def at_right(document: DocumentObject, content: str) -> None:
    """A line on the right, where papers are signed and dated."""
    text(document, content, "签名").alignment = WD_ALIGN_PARAGRAPH.RIGHT


def gap(document: DocumentObject) -> None:
    """Half an empty line."""
    text(document, "", "表头内容").paragraph_format.line_spacing = Pt(14)


def head_of_audit(document: DocumentObject) -> None:
    """The last line, small: nobody has to read it until records are doubted."""
    text(document, "{%p if head %}", "链头")
    text(document, "{{ head }}", "链头").paragraph_format.space_before = Pt(12)
    text(document, "{%p endif %}", "链头")


def begun() -> DocumentObject:
    """An empty paper with our styles and page."""
    document = Document()
    document._body.clear_content()
    styles(document)
    settings(document)
    page(document)
    font_table(document)
    return document


def packed(document: DocumentObject) -> bytes:
    """The .docx without author, thumbnail and left-overs of the library, with fixed dates inside."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(word in str(relation.target_part.partname) for word in UNWANTED_PARTS):
                del owner.rels[key]
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith("docProps/app.xml"):
            part._blob = (
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
                b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
            )
    core = document.core_properties._element
    for element in list(core):
        core.remove(element)

    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
