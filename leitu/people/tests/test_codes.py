"""The national code tables: by code, by name, by what people call it."""

import pytest

from leitu.people import codes
from leitu.people.codes import AmbiguousCode, CodeTable, UnknownCode

TABLES = {
    "sex": codes.sex,
    "nation": codes.nation,
    "education": codes.education,
    "marital": codes.marital,
    "job": codes.job,
}


@pytest.mark.parametrize(
    ("table", "value", "code"),
    [
        ("sex", "男", "1"), ("sex", " 女性 ", "2"), ("sex", "1", "1"), ("sex", "０", "0"),
        ("nation", "汉", "01"), ("nation", "汉族", "01"), ("nation", "01", "01"), ("nation", "1", "01"), ("nation", "维吾尔族", "05"),
        ("nation", "基诺", "56"), ("nation", "其他", "97"), ("nation", "外国血统中国籍", "98"), ("nation", "01 汉族", "01"),
        ("education", "本科", "20"), ("education", "大学", "20"), ("education", "大学本科毕业", "21"), ("education", "大专", "30"),
        ("education", "研究生", "10"), ("education", "硕士", "14"), ("education", "博士研究生", "11"), ("education", "中专", "41"),
        ("education", "技校", "47"), ("education", "高中", "60"), ("education", "初中", "70"), ("education", "小学", "80"),
        ("education", "文盲", "90"), ("education", "14", "14"),
        ("marital", "已婚", "20"), ("marital", "离异", "40"),
        ("job", "学生", "3"), ("job", "退休", "4"), ("job", "党政机关工作人员", "011"), ("job", "公有制单位", "01"), ("job", "0164", "0164"),
        ("job", "外出务工经商", "113"), ("job", "0121", "0121"), ("job", "014 企业管理人员", "014"), ("job", "021-企业管理人员", "021"),
        ("job", "公有制单位工勤技能人员", "016"), ("job", "农 民", "1"),
    ],
)  # fmt: skip
def test_found(table: str, value: str, code: str) -> None:
    assert TABLES[table].find(value).code == code


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("工勤技能人员", ["016", "025"]),
        ("企业管理人员", ["014", "021"]),
        ("企业专业技术人员", ["015", "022"]),
        ("农民工", ["0164", "0253"]),
    ],
)
def test_a_name_that_fits_several_codes_names_them(value: str, fits: list[str]) -> None:
    with pytest.raises(AmbiguousCode) as caught:
        codes.job.find(value)
    assert [candidate.split(" ")[0] for candidate in caught.value.candidates] == fits
    assert all(code in caught.value.message for code in fits)


@pytest.mark.parametrize(
    ("table", "value"),
    [("job", "0999"), ("job", "9"), ("job", "09"), ("job", "01234"), ("job", "0165432"), ("job", "飞行员"), ("job", "011 企业管理人员"),
     ("education", "50"), ("education", "99"), ("nation", "57"), ("nation", "00"), ("sex", "3"), ("sex", ""), ("sex", "x" * 100_000)],
)  # fmt: skip
def test_unknown(table: str, value: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        TABLES[table].find(value)
    assert not isinstance(caught.value, AmbiguousCode)
    assert len(caught.value.message) < 300


def test_an_unknown_name_suggests_what_is_near() -> None:
    with pytest.raises(UnknownCode) as caught:
        codes.job.find("管理人员")
    assert "012 事业单位管理人员" in caught.value.message


@pytest.mark.parametrize(("value", "fits"), [("1", "01"), ("11", "011"), ("113", "0113"), ("164", "0164")])
def test_a_number_cell_may_have_lost_its_zero(value: str, fits: str) -> None:
    with pytest.raises(AmbiguousCode) as caught:
        codes.job.find(value, lost_zero=True)
    assert fits in caught.value.message
    assert codes.job.find(value).code == value


def test_a_number_cell_with_only_one_reading_is_read() -> None:
    assert codes.job.find("3", lost_zero=True).code == "3"
    assert codes.nation.find("1", lost_zero=True).code == "01"


@pytest.mark.parametrize(
    ("code", "group"),
    [("011", "office"), ("012", "management"), ("013", "professional"), ("014", "management"), ("015", "professional"), ("016", "worker"),
     ("0164", "worker"), ("021", "management"), ("022", "professional"), ("023", "management"), ("024", "professional"),
     ("025", "worker"), ("0253", "worker"), ("0121", "management"), ("1", "farmer"), ("113", "farmer"), ("2", "other"), ("3", "student"),
     ("4", "retired"), ("5", "other"), ("0", ""), ("01", ""), ("02", "")],
)  # fmt: skip
def test_the_groups_of_the_bulletin(code: str, group: str) -> None:
    """rules.md 12.4."""
    assert codes.job.get(code).group == group


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_entry_is_found_by_its_own_code_and_fits_the_register(table: CodeTable) -> None:
    for entry in table:
        assert table.find(entry.code) == entry
        assert table.get(entry.code) == entry
        assert len(entry.code) <= 4
        assert entry.group in ("", *codes.JOB_GROUPS)
        assert entry.code in found_by_name(table, entry.name)


def found_by_name(table: CodeTable, name: str) -> list[str]:
    try:
        return [table.find(name).code]
    except AmbiguousCode as several:
        return [candidate.split(" ")[0] for candidate in several.candidates]


def test_there_are_fifty_six_nations_and_two_more() -> None:
    assert [entry.code for entry in codes.nation] == [f"{n:02d}" for n in range(1, 57)] + ["97", "98"]


@pytest.mark.parametrize(
    ("code", "college"), [("10", True), ("39", True), ("21", True), ("40", False), ("90", False), ("", False)]
)
def test_college_and_above(code: str, college: bool) -> None:
    assert codes.is_college(code) is college
