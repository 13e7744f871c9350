"""The tools that guard the rest: template lint, the closed network, the browser, the lock files."""

import socket

import pytest

from scripts.lint import addresses_in_locks
from scripts.lint_templates import faults


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('<a href="/" onclick="go()">x</a>', "inline handler"),
        ('<form hx-on::after-request="go()">', "inline handler"),
        ("<script>go()</script>", "inline script"),
        ('<script src="x.js">go()</script>', "script with a body"),
        ('<p style="color:red">x</p>', "inline style"),
        ("<p>{{ text|safe }}</p>", "switches escaping off"),
        ('<img src="//cdn.example/x.png">', "file from another host"),
        ("{% blocktranslate %}x{% endblocktranslate %}", "without trimmed"),
        ('<button type="submit">x</button>', "raw <button>"),
        ("<table><tr></tr></table>", "raw <table>"),
        ("<p>支部</p>", "not translatable: 支部"),
        ('{% include "ui/button.html" with label="保存" only %}', "not translatable: 保存"),
    ],
)
def test_template_faults_are_found_on_their_line(template: str, fault: str) -> None:
    found = faults(f"<main>\n{template}\n</main>")
    assert [line for line, _ in found] == [2]
    assert fault in found[0][1]


@pytest.mark.parametrize(
    "template",
    [
        '<script src="{% static \'ui/ui.js\' %}" type="module"></script>',
        '{% translate "支部" %} {% include "ui/button.html" with label=_("保存") only %}',
        "{% blocktranslate trimmed with name=unit.name %}{{ name }} 支部{% endblocktranslate %}",
        '{# 支部 style="x" #}{% comment %}<table>{% endcomment %}',
        '<a href="https://example.org/">x</a>',
    ],
)
def test_sound_templates_pass(template: str) -> None:
    assert faults(template) == []


def test_components_may_draw_buttons_and_tables() -> None:
    assert faults("<button></button><table></table>", is_component=True) == []


def test_another_machine_is_out_of_reach(request: pytest.FixtureRequest) -> None:
    with pytest.raises(ConnectionRefusedError, match="Tests stay on this machine"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    # The guard fails a test even when the code under test swallowed the error; here that is forgiven.
    request.getfixturevalue("no_network").clear()


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_lock_files_name_no_host() -> None:
    assert addresses_in_locks() == []


def test_the_browser_draws_chinese_on_a_phone(page) -> None:
    page.set_content("<meta name=viewport content=width=device-width><h1>九层之台，起于垒土</h1>")
    assert page.get_by_role("heading").inner_text() == "九层之台，起于垒土"
    assert page.evaluate("[innerWidth, navigator.language]") == [390, "zh-CN"]
