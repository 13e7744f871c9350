"""Pack files: what is refused and where, what loading changes, what a local pack may not do."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.facts import kinds
from leitu.norms import actions, invariants, queries
from leitu.norms.models import Norm, Pack
from leitu.norms.packfile import BadPack, laxer_than, read_pack, shipped
from leitu.norms.rules import Rule, laxer, number, rule_of
from leitu.norms.tests.factories import Place, pack_text, user
from leitu.norms.yamlfields import Problem

D = dt.date
CODES = """general-meeting committee-meeting group-meeting theme-day organisational-life-meeting appraisal talk lecture
secretary-lecture member-hours officer-hours secretary-training new-secretary-training dues election election-notice
branch-size post-vacancy floating-contact""".split()


def problems(text: str) -> list[Problem]:
    with pytest.raises(BadPack) as refused:
        read_pack(text, "f.yaml")
    return refused.value.problems


def test_the_packs_that_come_with_the_product_are_good() -> None:
    packs = {code: read_pack(text, code) for code, text in shipped().items()}
    national, local = packs["national"], packs["example-district"]
    assert {norm.code for norm in national.norms} == {*CODES, "branch-size-limit"}
    assert [norm.code for norm in local.norms] == ["lecture", "organisational-life-meeting", "yearly-inspection"]
    assert laxer_than(local, national.norms) == []
    stricter = laxer_than(
        read_pack(
            pack_text(*({**norm_as_given(n)} for n in national.norms if n.code == "lecture"), pack="other", level=1),
            "x",
        ),
        local.norms,
    )
    assert [p.norm for p in stricter] == ["lecture"]  # so the local one does ask for more


def norm_as_given(norm: Any) -> dict[str, Any]:
    kept = ("code", "period", "required")
    return {**{key: norm.definition[key] for key in kept}, "facts": "[lecture]"}


def test_norms_without_records_name_their_app_and_the_others_their_facts() -> None:
    rules = {n.code: n.rule for n in read_pack(shipped()["national"], "n").norms}
    assert {code for code, rule in rules.items() if not rule.is_recorded} == {
        *("appraisal", "talk", "secretary-lecture", "member-hours", "officer-hours", "secretary-training"),
        *("new-secretary-training", "dues", "election-notice", "floating-contact"),
    }
    for rule in rules.values():
        assert set(rule.facts) <= kinds.codes()
        assert (rule.shape == "count" and rule.is_recorded) == bool(rule.facts)
    assert rules["general-meeting"].short_facts == ("general_meeting_inquorate",)
    assert (rules["election"].lead_months, rules["post-vacancy"].grace_months) == (6, 3)
    assert number(rules["member-hours"].required) == "32"


@pytest.mark.parametrize(
    ("norm", "line", "words"),
    [
        ({"code": None}, 6, "缺少“code”"),
        ({"code": "Theme Day"}, 6, "只能用小写字母"),
        ({"title": "''"}, 7, "应为文字"),
        ({"document": None}, 6, "缺少“document”"),
        ({"confidence": "A"}, 10, "只能是：C C* K"),
        ({"shape": "habit"}, 12, "只能是：count condition within"),
        ({"shape": "within", "period": None, "required": None, "facts": None}, 12, "还不能计算"),
        ({"valid_from": "someday"}, 13, "应为日期"),
        ({"valid_from": "2026-02-30"}, 13, "不是有效的值"),
        ({"valid_from": "2026-01-01 10:00:00"}, 13, "应为日期"),
        ({"valid_until": "2018-10-27"}, 18, "早于施行日期"),
        ({"owed_by": "[]"}, 14, "不空的列表"),
        ({"owed_by": "[branch, brunch]"}, 14, "“brunch”"),
        ({"owed_by": "[branch, branch]"}, 14, "重复"),
        ({"owed_by": "[[branch]]"}, 14, "只能是"),
        ({"period": "fortnight"}, 15, "只能是：month quarter half year"),
        ({"period": None}, 6, "缺少“period”"),
        ({"required": 0}, 16, "大于 0"),
        ({"required": "true"}, 16, "大于 0"),
        ({"required": "'1'"}, 16, "大于 0"),
        ({"required": ".inf"}, 16, "大于 0"),
        ({"required": ".nan"}, 16, "大于 0"),
        ({"required": 1.005}, 16, "两位小数"),
        ({"facts": "[themeday]"}, 17, "没有这种事实"),
        ({"facts": "[{}]"}, 17, "没有这种事实"),
        ({"facts": None}, 6, "缺少“facts”"),
        ({"short_facts": "[theme_day]"}, 18, "既计入又不计入"),
        ({"recorded_by": "activities"}, 17, "不能写 facts"),
        ({"frequency": 12}, 18, "不认识“frequency”"),
        ({"lead_months": 6}, 18, "不适用"),
        ({"committee_from": 7}, 18, "only_with_committee"),
        ({"only_with_committee": 1}, 18, "true 或 false"),
        ({"lead_days": -1}, 18, "0 至 400"),
        ({"usual_months": "[13]"}, 18, "1 至 12"),
        ({"shape": "condition", "period": None, "facts": None}, 6, "缺少“condition”"),
        (
            {"shape": "condition", "condition": "election", "period": None, "facts": None, "required": None},
            6,
            "缺少“term_years”",
        ),
        (
            {
                **dict.fromkeys(("period", "facts", "required")),
                "shape": "condition",
                "condition": "election",
                "lead_months": 6,
                "term_years": "{village: 5}",
            },
            17,
            "缺少 default",
        ),
        (
            {
                **dict.fromkeys(("period", "facts", "required")),
                "shape": "condition",
                "condition": "election",
                "lead_months": 6,
                "term_years": "{city: 5}",
            },
            17,
            "“city”不是组织类别",
        ),
        ({"shape": "condition", "condition": "weather", "period": None, "facts": None}, 16, "只能是：election"),
    ],
)
def test_a_bad_norm_is_refused_with_line_and_reason(norm: dict[str, Any], line: int, words: str) -> None:
    found = problems(pack_text(norm))
    assert words in " ".join(p.reason for p in found)
    assert next(p for p in found if words in p.reason).line == line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "空的"),
        ("- a\n- b\n", 1, "键: 值"),
        ("pack: national\n\tlevel: 0\n", 2, "不是有效的 YAML"),
        ("pack: [national\n", 2, "不是有效的 YAML"),
        ("a: &x [1]\nb: *x\n", 1, "锚点"),
        ("pack: a\npack: b\n", 2, "写了两次"),
        ("? [a]\n: b\n", 1, "键必须是文字"),
        ("[" * 30 + "]" * 30, 1, "嵌套太深"),
        ("a: " + "x" * 1_000_001, 1, "文件太大"),
        ("a: b\x00c", 1, "不是有效的 YAML"),
        ("pack: national\ntitle: 全国\nversion: '1'\nlevel: 0\n", 1, "norms"),
        ("pack: national\ntitle: 全国\nversion: '1'\nlevel: 0\nnorms: []\n", 5, "norms"),
        ("pack: national\ntitle: 全国\nversion: '1'\nlevel: 0\nnorms: [text]\n", 5, "键: 值"),
        ("pack: national\ntitle: 全国\nversion: 1\nlevel: 0\nnorms: [text]\n", 3, "应为文字"),
        ("pack: national\ntitle: 全国\nversion: '1'\nlevel: 1\nnorms: [text]\n", 4, "层级 0"),
        ("pack: district\ntitle: 区\nversion: '1'\nlevel: 0\nnorms: [text]\n", 4, "层级 0"),
        ("!!python/object/apply:os.system ['true']\n", 1, "键: 值"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_reason(text: str, line: int, words: str) -> None:
    found = problems(text)
    matching = [p for p in found if words in p.reason]
    assert matching, found
    assert (matching[0].file, matching[0].line) == ("f.yaml", line)


def test_one_refusal_names_every_problem() -> None:
    found = problems(pack_text({"period": "week"}, {"required": -1, "code": "other"}))
    assert [(p.line, p.norm) for p in found] == [(15, "theme-day"), (28, "other")]
    assert str(found[0]).startswith("f.yaml:15: theme-day: “period”只能是")


def test_the_same_version_twice_is_refused() -> None:
    [problem] = problems(pack_text({}, {"required": 2}))
    assert (problem.line, problem.norm) == (18, "theme-day")
    assert len(read_pack(pack_text({}, {"required": 2, "valid_from": "2026-01-01"}), "f").norms) == 2


RULE: dict[str, Any] = read_pack(pack_text({}), "f").norms[0].definition
ELECTION: dict[str, Any] = {
    **{key: RULE[key] for key in ("code", "title", "owed_by")},
    "shape": "condition",
    "condition": "election",
    "lead_months": 6,
    "term_years": {"default": 3},
}


def rule(base: dict[str, Any] = RULE, **changes: Any) -> Rule:
    return rule_of({key: value for key, value in {**base, **changes}.items() if value is not None})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"required": 2}, ""),
        ({"lead_days": 1}, ""),
        ({"owed_by": [*RULE["owed_by"], "group"]}, ""),
        ({"owed_by": ["branch"]}, "owed_by"),
        ({"period": "quarter", "required": 3}, "period"),  # four in December are not one a month
        ({"required": 0.5}, "required"),
        ({"facts": ["theme_day", "lecture"]}, "facts"),
        ({"advice": True}, "advice"),
        ({"only_with_committee": True}, "only_with_committee"),
        ({"recorded_by": "dues", "facts": None}, "recorded_by"),
        ({"shape": "condition"}, "shape"),
    ],
)
def test_what_is_laxer(changes: dict[str, Any], field: str) -> None:
    assert laxer(rule(**changes), rule()) == field


@pytest.mark.parametrize(
    ("local", "national", "field"),
    [
        (rule(period="month"), rule(period="quarter"), ""),
        (rule(period="month", required=1), rule(period="quarter", required=4), "required"),
        (rule(period="half", required=1), rule(period="year", required=2), ""),
        (rule(only_with_committee=True, committee_from=9), rule(only_with_committee=True), "committee_from"),
        (rule(only_with_committee=True, committee_from=5), rule(only_with_committee=True), ""),
        (rule(ELECTION, lead_months=9), rule(ELECTION), ""),
        (rule(ELECTION, lead_months=3), rule(ELECTION), "lead_months"),
        (rule(ELECTION, condition="secretary"), rule(ELECTION), "condition"),
        (rule(ELECTION, condition="size_at_least", required=4), rule(ELECTION, condition="size_at_least", required=3), ""),
        (rule(ELECTION, condition="size_at_least", required=2), rule(ELECTION, condition="size_at_least", required=3), "required"),
        (rule(ELECTION, condition="size_at_most", required=60), rule(ELECTION, condition="size_at_most", required=50), "required"),
        (rule(ELECTION, condition="secretary", grace_months=4), rule(ELECTION, condition="secretary", grace_months=3), "grace_months"),
        (rule(), rule(recorded_by="dues", facts=None), ""),
    ],
)  # fmt: skip
def test_what_is_laxer_than_what(local: Rule, national: Rule, field: str) -> None:
    assert laxer(local, national) == field


@pytest.mark.django_db
class TestLoading:
    def test_loading_again_changes_nothing(self) -> None:
        place = Place(national=pack_text({}))
        before = (list(Norm.objects.values()), list(Pack.objects.values()), Entry.objects.count())
        place.load(pack_text({}))
        assert (list(Norm.objects.values()), list(Pack.objects.values()), Entry.objects.count()) == before

    def test_a_changed_number_needs_a_new_date(self) -> None:
        place = Place(national=pack_text({}))
        with pytest.raises(BadPack) as refused:
            place.load(pack_text({"code": "lecture"}, {"required": 2}))
        [problem] = refused.value.problems
        assert (problem.file, problem.line, problem.norm) == ("test.yaml", 18, "theme-day")
        assert "施行日期" in problem.reason
        assert list(Norm.objects.values_list("code", flat=True)) == ["theme-day"]  # all or nothing
        place.load(pack_text({}, {"required": 2, "valid_from": "2026-01-01"}))
        assert [str(r["definition"]["required"]) for r in Norm.objects.order_by("pk").values()] == ["1", "2"]

    def test_wording_may_be_put_right_and_says_so(self) -> None:
        place = Place(national=pack_text({}))
        place.load(pack_text({"summary": "每月至少一次。", "article": "第十六条"}))
        assert Norm.objects.get().rule.article == "第十六条"
        assert Entry.objects.get(verb="norms.load_pack", data__corrected__0="theme-day 2018-10-28").data["new"] == []
        assert list(invariants.norms_are_as_loaded(place.tenant.pk)) == []

    def test_an_end_may_be_set_once(self) -> None:
        place = Place(national=pack_text({}))
        place.load(pack_text({"valid_until": "2026-12-31"}))
        assert Norm.objects.get().valid_until == D(2026, 12, 31)
        with pytest.raises(BadPack):
            place.load(pack_text({"valid_until": "2027-12-31"}))

    def test_norms_that_the_text_no_longer_names_stay(self) -> None:
        place = Place(national=pack_text({}, {"code": "lecture"}))
        place.load(pack_text({}))
        assert Norm.objects.count() == 2

    def test_a_laxer_local_pack_is_refused_with_its_line(self) -> None:
        place = Place(national=pack_text({}, {"required": 2, "valid_from": "2026-01-01"}))
        with pytest.raises(BadPack) as refused:
            place.load(pack_text({"code": "own"}, {"required": 1}, pack="local", level=1))
        [problem] = refused.value.problems
        assert (problem.line, problem.norm) == (18, "theme-day")
        assert "宽松" in problem.reason
        # Beside the older national version only, one is enough.
        place.load(pack_text({"valid_until": "2025-12-31"}, pack="local", level=1))

    def test_a_local_pack_waits_until_it_is_switched_on(self) -> None:
        place = Place()
        assert {(p.code, p.is_active) for p in queries.packs(place.tenant.pk)} == {
            ("national", True),
            ("example-district", False),
        }
        pack = actions.switch_on(actor=place.console, tenant=place.tenant, code="example-district")
        place.unit("a")
        assert len(place.duties(D(2026, 5, 5), norm="lecture", since=D(2026, 4, 30))) == 2
        with pytest.raises(WrongState):
            actions.switch_on(actor=place.console, tenant=place.tenant, code="example-district")
        actions.switch_off(actor=place.console, pack=pack)
        assert [d.period_start for d in place.duties(D(2026, 5, 5), norm="lecture")] == [D(2026, 4, 1)]
        with pytest.raises(WrongState):
            actions.switch_off(actor=place.console, pack=pack)
        actions.switch_on(actor=place.console, tenant=place.tenant, code="example-district")
        verbs = Entry.objects.filter(object_id=pack.pk, object_type="norms.Pack").order_by("pk")
        assert list(verbs.values_list("verb", flat=True)) == [
            "norms.load_pack",
            "norms.switch_on",
            "norms.switch_off",
            "norms.switch_on",
        ]

    def test_the_national_pack_stays_on(self) -> None:
        place = Place()
        with pytest.raises(WrongState):
            actions.switch_off(actor=place.console, pack=Pack.objects.get())
        with pytest.raises(WrongState):
            actions.switch_on(actor=place.console, tenant=place.tenant, code="no-such-pack")

    def test_strangers_may_not_touch_packs(self) -> None:
        place = Place()
        for call in (
            lambda actor: actions.load_pack(actor=actor, tenant=place.tenant, text=pack_text({})),
            lambda actor: actions.switch_on(actor=actor, tenant=place.tenant, code="example-district"),
            lambda actor: actions.switch_off(actor=actor, pack=Pack.objects.get()),
        ):
            with pytest.raises(NotAllowed):
                call(user(place, 4711))

    def test_tampering_shows(self) -> None:
        place = Place(national=pack_text({}))
        norm = Norm.objects.get()
        norm.definition["required"] = 0.01
        norm.save()
        assert len(list(invariants.norms_are_as_loaded(place.tenant.pk))) == 1
        Pack.objects.update(is_active=False)
        assert len(list(invariants.national_pack_in_force(place.tenant.pk))) == 1


def test_the_recipe_names_every_field() -> None:
    from leitu.norms.packfile import FIELDS, PACK_FIELDS

    recipe = (Path(__file__).parents[3] / "docs/recipes/add-a-norm.md").read_text("utf-8")
    assert [field for field in (*FIELDS, *PACK_FIELDS) if f"`{field}`" not in recipe] == []
