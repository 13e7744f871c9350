"""Schemes as data: what is shipped adds up to a hundred, what is wrong or forbidden is refused with its line."""

import pytest

from leitu.assessments import actions
from leitu.assessments.models import Scheme
from leitu.assessments.schemefile import BadScheme, read_scheme, shipped
from leitu.core.errors import NotAllowed, WrongState
from leitu.norms import forbidden

TEXT = shipped()["branch-quarter.yaml"]


def problems(text):
    with pytest.raises(BadScheme) as refused:
        read_scheme(text, "x.yaml")
    return [(one.line, one.reason) for one in refused.value.problems]


def changed(before, after):
    """The shipped scheme with one line changed, and the number of that line."""
    assert TEXT.count(before) == 1, before
    return TEXT.replace(before, after), TEXT[: TEXT.index(before)].count("\n") + 1


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_adds_up_to_a_hundred(name):
    rule = read_scheme(shipped()[name], name).rule
    assert sum(level.weight for level in rule.levels) == 100
    counted = [one for one in rule.indicators() if one.mode not in ("bonus", "veto")]
    assert sum(one.points for one in counted) == 100
    assert rule.source and rule.bands[-1].at_least == 0


def test_the_published_weights_are_the_published_ones_and_the_synthetic_one_says_so():
    weights = {
        name: [int(level.weight) for level in read_scheme(text, name).rule.levels] for name, text in shipped().items()
    }
    assert weights["five-dimensions.yaml"] == [25, 20, 25, 15, 15]
    assert weights["college-year.yaml"] == [50, 50]
    assert weights["branch-quarter.yaml"] == [20, 25, 20, 20, 15]
    marked = {name for name, text in shipped().items() if read_scheme(text, name).rule.is_synthetic}
    assert marked == {"branch-quarter.yaml"}
    assert "非公布标准" in read_scheme(TEXT, "x").rule.title


@pytest.mark.parametrize("source", forbidden.SOURCES)
def test_a_forbidden_source_is_refused_with_the_rule_it_breaks_and_its_line(source):
    text, line = changed("        source: inspections\n", f"        source: {source}\n")
    assert problems(text) == [(line + 0, f"不得作为考核指标。{forbidden.SOURCES[source]}。")]


@pytest.mark.parametrize("word", forbidden.WORDS)
def test_a_title_gives_a_forbidden_indicator_away(word):
    text, line = changed("title: 到会率", f"title: {word}情况")
    assert problems(text) == [(line, f"不得作为考核指标。{forbidden.WORDS[word]}。")]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("    weight: 25\n", "    weight: 24\n", "各指标合计 25 分，与权重 24 不符。"),
        (
            "          - {at_least: 80, points: 5}\n",
            "          - {at_least: 80, points: 4}\n",
            "最高一档应得满分 5",
        ),
        ("        measure: attendance\n", "        measure: on_time\n", "不适用于这个来源"),
        ("        floor: 2\n", "        cap: 2\n", "不认识“cap”"),
        ("        per: 2\n        floor: 2\n", "        floor: 2\n", "缺少“per”"),
        ("facts: [inspection_finding]", "facts: [theme_day]", "不是这个来源的事实"),
        ("facts: [inspection_finding]", "facts: [inspection_missing]", "没有“inspection_missing”这种事实"),
        ("only_with: [inspection_received]", "only_with: [nothing]", "没有“nothing”这种事实"),
        ("code: lectures", "code: theme-days", "代码写了两次"),
        ("source: people", "source: facts", "不能用这个来源"),
        ("period: quarter", "period: week", "只能是"),
        ("valid_from: 2025-01-01", "valid_from: 2025-01-01\nvalid_until: 2024-01-01", "失效日期早于施行日期"),
        ("valid_from: 2025-01-01", "valid_from: 2025-01-01\nveto_band: none", "没有“none”这个等次"),
        ("synthetic: true", "synthetic: 1", "应为 true 或 false"),
    ],
)
def test_what_is_wrong_is_refused(before, after, reason):
    text, _line = changed(before, after)
    assert any(reason in said for _at, said in problems(text)), problems(text)


def test_no_text_at_all_and_no_list_are_refused():
    assert problems("")
    assert problems("- a\n- b\n")
    assert problems(TEXT.replace("levels:\n", "levels: 3\nrest:\n", 1))


@pytest.mark.django_db
def test_a_version_that_is_stored_never_changes(county):
    console, tenant = county.console, county.tenant
    stored = Scheme.objects.get(tenant=tenant, code="branch-quarter")
    assert actions.load_scheme(actor=console, tenant=tenant, text=TEXT) == stored
    with pytest.raises(BadScheme):
        actions.load_scheme(actor=console, tenant=tenant, text=TEXT.replace("支委会按月召开", "支委会"))
    newer = TEXT.replace('version: "2025.1"', 'version: "2026.1"').replace("支委会按月召开", "支委会")
    made = actions.load_scheme(actor=console, tenant=tenant, text=newer)
    assert (made.version, made.is_active) == ("2026.1", False)


@pytest.mark.django_db
def test_who_may_load_and_switch(county):
    scheme = Scheme.objects.get(tenant=county.tenant, code="branch-quarter")
    assert not scheme.is_active
    for name in ("officer", "梅", "inspector", "auditor"):
        actor = county.actor(name)
        for act in (actions.switch_on, actions.switch_off):
            with pytest.raises(NotAllowed):
                act(actor=actor, scheme=scheme)
        with pytest.raises(NotAllowed):
            actions.load_scheme(actor=actor, tenant=county.tenant, text=TEXT)
    administrator = county.actor("administrator")
    with pytest.raises(WrongState):
        actions.switch_off(actor=administrator, scheme=scheme)
    assert actions.switch_on(actor=administrator, scheme=scheme).is_active
    with pytest.raises(WrongState):
        actions.switch_on(actor=administrator, scheme=scheme)
    assert not actions.switch_off(actor=administrator, scheme=scheme).is_active
