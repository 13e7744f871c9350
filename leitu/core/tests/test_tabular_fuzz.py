"""Damage nobody thought of: whatever happens to the bytes of a file, the answer is a report and not an exception."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from leitu.core.tests.foreign import (
    GOOD_ID,
    OTHER_ID,
    number_cell,
    pack,
    parts,
    read_here,
    row_xml,
    shared_xml,
    sheet_xml,
)

TITLES = ["姓名", "公民身份证号", "出生日期", "人员类别"]
BODY = sheet_xml(
    [
        row_xml(1, TITLES),
        row_xml(2, ["张三", GOOD_ID, number_cell("C2", "43982", 1), '<c r="D2" t="s"><v>0</v></c>']),
        row_xml(
            3,
            ["李四", OTHER_ID, '<c r="C3" t="d"><v>2020-05-31</v></c>', '<c r="D3" t="e"><v>#N/A</v></c>'],
            'hidden="1"',
        ),
    ],
    before='<cols><col min="1" max="2" hidden="1"/></cols>',
    after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
)
CONTENT = {
    name: data.encode()
    for name, data in parts(BODY, formats={176: "yyyy-mm-dd"}, styles=(0, 176), shared=shared_xml(["正式"])).items()
}
CSV = f'名册\n{",".join(TITLES)}\n张三,{GOOD_ID},2020.5,"正式\n党员"\n李四,{OTHER_ID},,\n'.encode()
mutations = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 4), st.binary(max_size=4)), min_size=1, max_size=6)


def mutated(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Cut and insert a few bytes here and there."""
    for place, cut, insert in changes:
        at = place % (len(data) + 1)
        data = data[:at] + insert + data[at + cut :]
    return data


def check(path: Path) -> None:
    sheet = read_here(path)
    for issue in sheet.issues:
        assert issue.message
        assert "%(" not in issue.message
    assert len(list(sheet.rows)) == len(sheet.rows)


@given(st.sampled_from(sorted(CONTENT)), mutations)
def test_damaged_parts(part: str, changes: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(pack(Path(folder) / "a.xlsx", {**CONTENT, part: mutated(CONTENT[part], changes)}))


@given(mutations)
@settings(max_examples=50)
def test_damaged_archives(changes: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pack(Path(folder) / "a.xlsx", CONTENT)
        path.write_bytes(mutated(path.read_bytes(), changes))
        check(path)


@given(mutations, st.sampled_from([".csv", ".xlsx", ".xls", ".xlsm", ""]))
@settings(max_examples=50)
def test_damaged_csv(changes: list[tuple[int, int, bytes]], extension: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{extension}"
        path.write_bytes(mutated(CSV, changes))
        check(path)
