"""Each component by itself: what it accepts, what it escapes, and that the whole gallery is sound."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from leitu.ui.parts import MARKS, Column, Dot, Link, Moment, Node, RollLine, Step, steps

FOLDER = Path(__file__).parent.parent / "templates" / "ui"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
EVIL = '<img src=x onerror="alert(1)">"\'{{ 7 }}'


def rendered(source: str, request=None, **values) -> str:
    template = Template("{% load ui dates %}" + source)
    return template.render(RequestContext(request, values) if request else Context(values))


class Sound(HTMLParser):
    """Collects what is wrong with a page: unbalanced tags, repeated ids, inline code or style."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.wrong += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.wrong.append(f"inline {tag}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    @classmethod
    def problems(cls, page: str) -> list[str]:
        one = cls()
        one.feed(page)
        repeated = {name for name in one.ids if one.ids.count(name) > 1}
        return one.wrong + [f"open {tag}" for tag in one.open] + [f"twice #{name}" for name in sorted(repeated)]


def test_the_checker_sees_what_is_wrong():
    page = '<div id="a"><p onclick="x()" style="color:red"></div><b id="a"></b><script>1</script>'
    assert len(Sound.problems(page)) >= 5


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?big=1"])
@pytest.mark.parametrize("address", ["", "sheet/", "form/", "confirm/", "error/404/", "error/409/"])
def test_gallery_pages_are_sound(web, address, query):
    page = web.get(f"/ui/{address}{query}").content.decode()
    problems = [p for p in Sound.problems(page) if not re.fullmatch(r"twice #id_\w+", p)]  # two sample forms
    assert problems == []
    assert ('class="big"' in page) == bool(query)
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert "{{" not in page
    assert "{%" not in page


def test_gallery_is_closed_to_everybody_else(web, monkeypatch):
    monkeypatch.delenv("LEITU_GALLERY")
    for address in ("", "form/", "error/500/"):
        assert web.get(f"/ui/{address}").status_code == 404


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.html")), ids=lambda f: f.name)
def test_each_template_says_what_it_is_for(file):
    assert "{% comment %}" in "".join(file.read_text().splitlines(keepends=True)[:2])


@pytest.mark.parametrize("state", sorted(MARKS))
def test_a_state_is_shape_and_word(state):
    shown = rendered('{% include "ui/state.html" with state=state only %}', state=state)
    assert MARKS[state].shape in shown
    assert str(MARKS[state].label) in shown
    assert MARKS[state].shape.encode("gb2312")  # every Chinese font has it


def test_an_unknown_state_is_shown_not_lost():
    assert "paused" in rendered('{% include "ui/state.html" with state="PAUSED" only %}')


@pytest.mark.parametrize(
    "source",
    [
        '{% include "ui/button.html" with label=x name=x value=x only %}',
        '{% include "ui/button_link.html" with label=x href=x only %}',
        '{% include "ui/badge.html" with label=x title=x only %}',
        '{% include "ui/state.html" with state=x label=x detail=x only %}',
        '{% include "ui/tile.html" with label=x value=x unit=x href=x target=x note=x only %}',
        '{% include "ui/rate.html" with numerator=x denominator=x exempt=x label=x only %}',
        '{% include "ui/duty_row.html" with title=x meta=x hint=x action_label=x action_href=x only %}',
        '{% include "ui/row_link.html" with title=x meta=x href=x badge=x only %}',
        '{% include "ui/alert.html" with title=x text=x href=x link=x only %}',
        '{% include "ui/empty.html" with title=x text=x only %}',
        '{% include "ui/error_box.html" with title=x text=x items=words request_id=x only %}',
        '{% include "ui/copy_box.html" with text=x id="c" label=x only %}',
        '{% include "ui/qr.html" with src=x caption=x url=x only %}',
        '{% include "ui/why.html" with rule=rule only %}',
        '{% include "ui/timeline.html" with items=moments only %}',
        '{% include "ui/roll.html" with items=people name="r" only %}',
        '{% include "ui/tree.html" with items=nodes only %}',
        '{% include "ui/dots.html" with items=dots only %}',
        '{% include "ui/stepper.html" with items=steps only %}',
        '{% include "ui/tabs.html" with items=links only %}',
        '{% include "ui/breadcrumb.html" with items=links only %}',
        "{% card title=x href=x more=x %}{{ x }}{% slot actions %}{{ x }}{% endslot %}{% endcard %}",
        "{% page_head title=x lead=x state=x %}{{ x }}{% endpage_head %}",
        "{% table caption=x columns=words %}{% row %}{% cell %}{{ x }}{% endcell %}{% cell %}{{ x }}{% endcell %}"
        "{% endrow %}{% endtable %}",
        "{% key_values %}{% kv label=x %}{{ x }}{% endkv %}{% endkey_values %}",
    ],
)
def test_people_write_what_they_like(source):
    shown = rendered(
        source,
        x=EVIL,
        words=[EVIL, EVIL],
        rule={"title": EVIL, "summary": EVIL, "document": EVIL, "article": EVIL},
        moments=[Moment(None, EVIL, EVIL, EVIL)],
        people=[RollLine(EVIL, EVIL, note=EVIL, reason=EVIL)],
        nodes=[Node(EVIL, EVIL, EVIL, "met", children=(Node(EVIL),))],
        dots=[Dot(EVIL, "met", EVIL, EVIL)],
        steps=[Step(EVIL, "now", EVIL)],
        links=[Link(EVIL, EVIL, count=1), Link(EVIL, EVIL)],
    )
    assert "<img src=x" not in shown
    assert 'onerror="alert' not in shown
    assert "&lt;img src=x" in shown
    assert Sound.problems(shown) == []


class TestContainers:
    @pytest.mark.parametrize(
        "source",
        [
            '{% card titel="x" %}{% endcard %}',
            '{% card "x" %}{% endcard %}',
            '{% table caption="x" %}{% endtable %}',
            '{% rows bogus=1 label="x" %}{% endrows %}',
        ],
    )
    def test_a_misspelt_argument_is_refused_at_once(self, source):
        with pytest.raises(TemplateSyntaxError):
            rendered(source)

    def test_inside_sees_the_page_and_the_frame_does_not(self):
        shown = rendered("{% card %}{{ title }}{% endcard %}", title="只在里面")
        assert shown.count("只在里面") == 1

    def test_a_slot_belongs_to_the_container_around_it(self):
        shown = rendered(
            '{% card title="外" %}{% slot actions %}甲{% endslot %}{% card title="内" %}乙{% endcard %}{% endcard %}'
        )
        assert shown.index("甲") < shown.index("内") < shown.index("乙")
        assert shown.count("lt-card-actions") == 1

    def test_cells_know_their_column(self):
        source = (
            "{% table caption='c' columns=columns %}{% for n in numbers %}{% row tone='bad' %}"
            "{% cell %}王秀兰同志所在的支部{% endcell %}{% cell %}{{ n }}{% endcell %}{% endrow %}{% endfor %}{% endtable %}"
        )
        shown = rendered(source, columns=[Column("名称"), Column("人数", numeric=True)], numbers=[1, 2])
        assert shown.count('<th scope="row">王秀兰同志所在的支部') == 2
        assert '<td data-label="人数" class="is-number">2</td>' in shown
        assert shown.count('<tr class="is-bad">') == 2

    def test_columns_may_be_one_text(self):
        shown = rendered(
            "{% table caption='c' columns='名称|人数' %}{% row %}{% cell %}a{% endcell %}{% cell %}bbbbbbb{% endcell %}"
            "{% endrow %}{% endtable %}"
        )
        assert '<td data-label="人数">bbbbbbb</td>' in shown

    @pytest.mark.parametrize(
        ("inside", "css"),
        [
            ("", "is-empty"),
            ("  ", "is-empty"),
            ("联合党支部", "is-word"),
            ("2004年11月14日(周日)", "is-narrow"),
            ("中共西岗街道金桂社区总支部委员会", ""),
            ("<b>1</b>", ""),
        ],
    )
    def test_a_cell_knows_how_to_break(self, inside, css):
        source = "{% table caption='c' columns='甲|乙' %}{% row %}{% cell %}x{% endcell %}{% cell %}"
        shown = rendered(f"{source}{inside}{{% endcell %}}{{% endrow %}}{{% endtable %}}")
        assert (f'<td data-label="乙" class="{css}">' if css else '<td data-label="乙">') in shown

    def test_sortable_heads_keep_the_filter(self):
        request = RequestFactory().get("/?q=红星&sort=name&page=3")
        shown = rendered(
            "{% table caption='c' columns=columns %}{% endtable %}", request, columns=[Column("名称", sort="name")]
        )
        assert 'aria-sort="ascending"' in shown
        assert "page=" not in shown
        assert "q=%E7%BA%A2%E6%98%9F" in shown

    def test_a_form_carries_token_key_and_version_into_an_isolated_frame(self):
        request = RequestFactory().get("/")
        shown = rendered('{% form submit="保存" %}{% endform %}', request, form_key="k" * 22, version=0)
        assert "csrfmiddlewaretoken" in shown
        assert f'value="{"k" * 22}"' in shown
        assert 'name="version" value="0"' in shown

    def test_a_get_form_carries_no_token(self):
        request = RequestFactory().get("/")
        assert "csrfmiddlewaretoken" not in rendered('{% form method="get" submit="查" %}{% endform %}', request)


class TestFields:
    class Sample(forms.Form):
        name = forms.CharField(label="姓名", help_text="写全名")
        note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
        way = forms.ChoiceField(label="方式", choices=[("a", "甲")], widget=forms.RadioSelect)
        file = forms.FileField(label="附件")
        tick = forms.BooleanField(label="同意")
        hidden = forms.CharField(widget=forms.HiddenInput)

    def test_help_and_error_are_tied_to_the_control(self):
        form = self.Sample({})
        shown = rendered("{% form form=form %}{% endform %}", form=form)
        [named] = re.findall(r'name="name"[^>]*aria-describedby="([^"]+)"', shown)
        described = named.split()
        assert described == ["id_name_helptext", "id_name_error"]
        assert all(shown.count(f'id="{name}"') == 1 for name in described)
        assert re.search(r'<fieldset class="lt-field is-choices has-error"[^>]*aria-describedby="id_way_error"', shown)
        assert 'enctype="multipart/form-data"' in shown
        assert "lt-optional" in shown
        assert Sound.problems(shown) == []

    def test_the_summary_leads_to_each_field(self):
        shown = rendered('{% include "ui/error_summary.html" with form=form only %}', form=self.Sample({}))
        assert "autofocus" in shown
        assert 'href="#id_name"' in shown
        assert 'href="#id_way_0"' in shown
        assert "姓名：这一项还没填。" in shown

    def test_without_errors_there_is_no_summary(self):
        assert rendered('{% include "ui/error_summary.html" with form=form only %}', form=self.Sample()).strip() == ""


def test_roll_is_a_set_of_radio_buttons_with_everybody_present():
    shown = rendered(
        '{% include "ui/roll.html" with items=people name="roll" only %}',
        people=[
            RollLine("5", "王秀兰"),
            RollLine("6", "李强", "excused", reason="出差"),
            RollLine("7", "赵敏", locked=True),
        ],
    )
    assert '<input type="radio" name="roll-5" value="present" checked>' in shown
    assert '<input type="radio" name="roll-6" value="excused" checked>' in shown
    assert 'name="roll-6-reason" value="出差"' in shown
    assert 'name="roll-7"' not in shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "width"),
    [(1, 3, "33.3"), (5, 4, "100.0"), (-1, 4, "0.0"), (0, 0, "0"), ("x", 4, "0"), (None, None, "0")],
)
def test_a_bar_has_a_width_whatever_the_numbers(numerator, denominator, width):
    shown = rendered('{% include "ui/rate.html" with numerator=a denominator=b only %}', a=numerator, b=denominator)
    assert f'class="lt-bar-fill" width="{width}"' in shown


def test_steps():
    assert [s.state for s in steps(["a", "b", "c"], 1)] == ["done", "now", "todo"]
    assert {s.state for s in steps(["a", "b"], 9)} == {"done"}


def test_icons_that_templates_name_exist():
    known = set(re.findall(r'<symbol id="([^"]+)"', (FOLDER.parent.parent / "static/ui/icons.svg").read_text()))
    used = set()
    for file in Path(__file__).parents[2].glob("*/templates/**/*.html"):
        text = file.read_text()
        used |= set(re.findall(r'{% icon "([a-z0-9-]+)"', text)) | set(re.findall(r'\bicon="([a-z0-9-]+)"', text))
    assert used
    assert used - known == set()
