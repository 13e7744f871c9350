"""The style sheet that pages load: small, without what nobody uses, and still whole."""

import pytest

from scripts.prune_css import is_kept, prune, rules, selectors
from tests.source import ROOT

SHEET = """@charset "UTF-8";
/*! Licence */
/* a comment with { */
:root{--a:1px;--b:var(--a);--unused:2px}
*,::before{box-sizing:border-box}
.btn,.form-control{width:var(--b);background:url("data:image/svg+xml,%3csvg d='}{;'/%3e")}
.modal{color:red}
[data-bs-theme=dark] a{color:white}
@media (min-width:1px){.d-none{display:none}.card{color:red}}
@media print{.card{color:red}}
@keyframes spin{from{top:0}to{top:1px}}
"""


def test_keeps_what_is_used_and_nothing_else():
    kept = prune(SHEET)
    assert kept.startswith("/*! Licence */")
    assert "--a:1px" in kept
    assert "--b:var(--a)" in kept
    assert ".form-control{width" in kept
    assert "d='}{;'" in kept
    assert "@media (min-width:1px){.d-none{display:none}}" in kept
    for gone in ("unused", ".btn", "modal", "dark", "card", "spin", "print", "a comment"):
        assert gone not in kept
    assert kept.count("{") - kept.count("}") == 0


def test_is_the_same_when_done_again():
    assert prune(prune(SHEET)) == prune(SHEET)


@pytest.mark.parametrize(
    ("selector", "kept"),
    [("body", True), (".mt-3", True), (".form-control:focus", True), (".row>*", True), (".mt-3.btn", False)],
)
def test_a_selector_stays_when_all_its_classes_do(selector, kept):
    assert is_kept(selector) is kept


def test_commas_inside_brackets_part_nothing():
    assert selectors(":is(a,b) c,d") == [":is(a,b) c", "d"]
    assert [prelude for prelude, _body in rules("@import 'x';a{b{c}}d{}")] == ["@import 'x'", "a", "d"]


def test_the_served_sheet_is_light():
    sheet = ROOT / "leitu/ui/static/vendor/tabler/tabler.min.css"
    assert sheet.exists(), "run make setup"
    assert sheet.stat().st_size < 60_000
    assert "Licensed under MIT" in sheet.read_text()
