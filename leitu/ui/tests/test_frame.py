"""Headers, large type, error pages, the start-up check, dates, and the contrast of the colours."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import translation

from leitu.ui import checks, errors
from leitu.ui.templatetags import dates

STATIC = Path(__file__).parent.parent / "static" / "ui"
CHINA = dt.timezone(dt.timedelta(hours=8))


class TestHeaders:
    def test_signed_in_pages_are_not_kept(self, web):
        assert web.get("/ui/")["Cache-Control"] == "no-store"

    def test_anonymous_pages_may_be(self, web):
        assert "Cache-Control" not in web.get("/open/", headers={"X-User": "0"})

    def test_browser_features_are_off(self, web):
        answer = web.get("/ui/")
        assert "geolocation=()" in answer["Permissions-Policy"]
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_policy_allows_nothing_inline(self, web):
        policy = web.get("/ui/")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


class TestLargeType:
    def test_is_remembered_on_this_device(self, web):
        assert 'class="big"' in web.get("/ui/?big=1").content.decode()
        assert web.cookies["big"]["samesite"] == "Lax"
        assert 'class="big"' in web.get("/ui/").content.decode()
        assert 'class="big"' not in web.get("/ui/?big=0").content.decode()
        assert 'class="big"' not in web.get("/ui/").content.decode()

    @pytest.mark.parametrize("value", ["2", "", "<b>", "1;path=/x"])
    def test_anything_else_is_passed_over(self, web, value):
        answer = web.get("/ui/", {"big": value})
        assert 'class="big"' not in answer.content.decode()
        assert "big" not in answer.cookies


class TestErrorPages:
    @pytest.mark.parametrize("status", sorted(errors.TEXTS))
    def test_says_what_happened_and_what_to_do(self, web, status):
        answer = web.get(f"/ui/error/{status}/")
        page = answer.content.decode()
        assert answer.status_code == status
        if status != 409:
            assert str(errors.TEXTS[status].what) in page
        assert str(errors.TEXTS[status].todo) in page
        assert "9f3a61c2b7d0" in page
        assert 'href="/"' in page

    def test_absent_page(self, web):
        answer = web.get("/nowhere/")
        assert answer.status_code == 404
        assert "这里没有您要找的内容" in answer.content.decode()

    def test_a_fault_tells_nothing_about_itself(self, web):
        answer = web.get("/broken/")
        page = answer.content.decode()
        assert answer.status_code == 500
        assert "系统出了差错" in page
        assert "on purpose" not in page
        assert "9f3a61c2b7d0" in page

    def test_too_much_at_once_is_413(self, web, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        answer = web.post("/groups/new/", {"name": "长" * 100})
        assert answer.status_code == 413
        assert "太大" in answer.content.decode()

    def test_fragment_gets_a_box_not_a_page(self, web):
        answer = web.get("/ui/error/403/", headers={"HX-Request": "true"})
        assert answer.status_code == 403
        assert "<html" not in answer.content.decode()
        assert "lt-error-box" in answer.content.decode()

    def test_reads_in_plain_chinese(self):
        for text in (*errors.TEXTS.values(), errors.CSRF_TEXT):
            with translation.override("zh-hans"):
                words = f"{text.title}{text.what}{text.todo}"
            assert not re.search(r"服务器|异常|参数|非法|失败代码|HTTP|token", words)

    def test_500_needs_no_context_processor(self):
        request = RequestFactory().get("/")  # no actor, no session, no messages
        assert errors.server_error(request).status_code == 500


class TestCheck:
    def test_a_silent_page_stops_the_start(self):
        found = checks.pages_declare_permission()
        assert [problem.id for problem in found] == ["ui.E001"]
        assert "/silent/" in found[0].msg

    def test_public_must_be_true_not_truthy(self):
        assert not checks.is_declared(SimpleNamespace(public="yes"))
        assert checks.is_declared(SimpleNamespace(public=True))


class TestDates:
    def test_day(self):
        assert dates.day(dt.date(2026, 11, 22)) == "2026年11月22日(周日)"

    def test_moment_is_in_local_time(self):
        with time_machine.travel(dt.datetime(2026, 11, 22, tzinfo=CHINA)):
            assert dates.moment(dt.datetime(2026, 11, 19, 13, 4, tzinfo=dt.UTC)) == "11月19日 21:04"
            assert dates.moment(dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC)) == "1月1日 00:30"
            assert dates.moment(dt.datetime(2024, 12, 31, 1, 0, tzinfo=dt.UTC)) == "2024年12月31日 09:00"

    def test_short_day_leaves_this_year_out(self):
        with time_machine.travel(dt.datetime(2026, 11, 22, tzinfo=CHINA)):
            assert dates.short_day(dt.date(2026, 1, 2)) == "1月2日"
            assert dates.short_day(dt.date(2027, 6, 30)) == "2027年6月30日"

    @pytest.mark.parametrize("nothing", [None, "", "2026-11-22", 5])
    def test_nothing_is_nothing(self, nothing):
        assert [f(nothing) for f in (dates.day, dates.short_day, dates.moment, dates.month)] == [""] * 4


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(re.findall(r"--lt-([\w-]+): (#[0-9a-f]{6});", (STATIC / "tokens.css").read_text()))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(name, ground) for name in ("ink", "secondary", "link") for ground in ("paper", "ground", "quiet-ground")],
        ("paper", "brand"),
        ("paper", "brand-dark"),
        ("brand", "ground"),
        ("good-text", "good-ground"),
        ("warn", "warn-ground"),
        ("bad-text", "bad-ground"),
        ("info", "info-ground"),
        *[(name, "paper") for name in ("good-text", "good", "warn", "bad-text", "brand")],
    ],
)
def test_text_is_readable(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


def test_edges_of_controls_are_visible():
    assert contrast(TOKENS["line-strong"], TOKENS["paper"]) >= 3


def test_tokens_are_those_of_the_design():
    given = {
        "paper": "#ffffff", "ground": "#f6f6f4", "ink": "#1f2328", "secondary": "#57606a", "line": "#d8dbdf",
        "brand": "#b3261e", "link": "#0b57a4", "good": "#1b7f3b", "warn": "#8a5a00", "warn-ground": "#fff3d6",
        "bad": "#b3261e", "bad-ground": "#fdecea",
    }  # fmt: skip
    assert {name: TOKENS[name] for name in given} == given


def test_styles_name_no_other_host():
    for file in STATIC.iterdir():
        found = re.findall(r"https?://[\w.]+", file.read_text())
        assert set(found) <= {"http://www.w3.org"}, file.name
