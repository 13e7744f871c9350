"""The reader of pages finds what it looks for."""

import pytest

from tests.markup import Markup

PAGE = '<html lang="zh-hans"><title>页</title><main><h1>页</h1>{}</main></html>'


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<h1>二</h1>", "2 <h1>"),
        ("<p style='x'>a</p>", "inline style"),
        ("<style>p{}</style>", "inline style"),
        ("<script>go()</script>", "inline script"),
        ("<script src='/static/a.js'>go()</script>", "inline script"),
        ("<script src='/other/a.js'></script>", "inline script"),
        ("<a href='/' onclick='x'>a</a>", "handler onclick"),
        ("<b hx-on:click='x'>a</b>", "handler hx-on:click"),
        ("<a href=' JavaScript:x'>a</a>", "script in href"),
        ("<img src='//x.example/a' alt=''>", "another host"),
        ("<form method=post><p></p></form>", "has no token"),
        ("<iframe></iframe>", "<iframe>"),
        ("<i id=a></i><i id=a></i>", "occurs 2 times"),
        ("<input name=x>", "has no label"),
        ("<select name=x></select>", "has no label"),
        ("<button><svg></svg></button>", "says nothing"),
        ("<a href='/'></a>", "says nothing"),
        ("<img src='/static/a.png'>", "without alt"),
        ("<label for=a>b</label>", "points nowhere"),
        ("<table><tr><td></td></tr></table>", "1 tables, 0 captions"),
        ("<table><caption>a</caption><tr><th>b</th></tr></table>", "without scope"),
        ("</section>", "closes nothing"),
        ("<div><span></div>", "closes nothing"),
    ],
)
def test_it_sees_a_fault(part: str, fault: str) -> None:
    faults = Markup(PAGE.format(part)).faults
    assert any(fault in one for one in faults), faults


@pytest.mark.parametrize(
    "part",
    [
        "<label>名<input name=x></label>",
        "<label for=a>名</label><input id=a name=x><input type=hidden name=y>",
        "<form method=post><input type=hidden name=csrfmiddlewaretoken value=x></form>",
        "<button aria-label=关><svg></svg></button><a href='https://example.org/'>外</a>",
        "<img src='data:image/svg+xml;x' alt='二维码'>",
        "<script type=module src='/static/ui/page.js'></script>",
        "<table><caption>表</caption><tr><th scope=col>列</th></tr></table>",
    ],
)
def test_it_passes_what_is_sound(part: str) -> None:
    assert Markup(PAGE.format(part)).faults == []


def test_it_collects_links() -> None:
    assert Markup(PAGE.format("<a href='/a/'>一</a><a href='?b=1'>二</a>")).links == ["/a/", "?b=1"]
