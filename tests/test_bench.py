"""The frame of ``leitu bench``: what is promised, what counts as kept, and that nothing promised goes unmeasured."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bench.__main__ import wanted
from bench.table import GROUPS, PROMISES, Promise, made
from bench.worlds import ROOT, SIZES, Size


@pytest.mark.parametrize(
    ("must", "ours", "ratio", "is_kept"),
    [
        ("≤ 3 ×", 9.0, 3.0, True),
        ("≤ 3 ×", 0.1, 3.1, False),
        ("≥ 0.5 ×", 1.0, 0.5, True),
        ("≥ 0.5 ×", 1.0, 0.49, False),
        ("≤ 3 ×", 1.0, None, False),
        ("≤ 60 rows", 60.0, None, True),
        ("≤ 60 rows", 61.0, 0.1, False),
    ],
)
def test_a_bound_with_a_cross_is_one_of_the_ratio(must: str, ours: float, ratio: float | None, is_kept: bool) -> None:
    assert Promise("group", "row", must).is_kept(ours, ratio) is is_kept


def test_a_row_carries_its_figures_its_bound_and_the_verdict() -> None:
    row = made("rebuild the unit facts of a year (s)", 12.0456, 4.0)
    assert (row.ours, row.against, row.ratio, row.must, row.ok) == (12.05, 4.0, 3.011, "≤ 5 ×", True)
    alone = made("database on SQLite", 6.1)
    assert (alone.against, alone.ratio, alone.ok) == (None, None, False)
    with pytest.raises(KeyError):
        made("a row that nobody promised", 1.0)


def test_every_group_has_its_module_and_every_row_one_name() -> None:
    assert len({promise.row for promise in PROMISES}) == len(PROMISES)
    for group in GROUPS:
        tree = ast.parse((ROOT / "bench" / f"{group}.py").read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert any(f.name == "rows" and len(f.args.args) == 1 for f in functions), group


def test_rows_are_chosen_by_their_own_name_or_by_their_group() -> None:
    assert wanted("*") == {promise.row for promise in PROMISES}
    assert wanted("rebuild") == wanted("rebuild the*") == {"rebuild the unit facts of a year (s)"}
    assert wanted("nothing") == set()


def test_pages_are_compared_with_a_tenth() -> None:
    assert SIZES["full"].tenth == SIZES["tenth"]
    assert Size(50, 1000, 1).tenth == Size(20, 400, 1)


def test_without_the_baselines_nothing_is_measured(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.PACKAGE = tmp_path / "site-packages" / "leitu"
    with pytest.raises(CommandError, match="checkout") as refused:
        call_command("bench")
    assert refused.value.returncode == 2
