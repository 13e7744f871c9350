"""The tags of the component set: containers are block tags, leaves are includes (docs/recipes/components.md)."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.forms import widgets as w
from django.middleware.csrf import get_token
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leitu.ui.parts import MARKS, Column, Mark

register = template.Library()

# Block tag -> the keyword arguments that it accepts. Each renders ui/<tag>.html with them and `content`.
BLOCKS = {
    "page_head": "title lead state state_label state_detail",
    "card": "title id level tone href more flush",
    "tiles": "label small",
    "rows": "label",
    "key_values": "wide",
    "kv": "label why",
    "form": "form action submit cancel_href cancel method draft multipart name sticky",
    "fold": "label open",
    "fieldset": "legend help",
    "dialog": "id title",
    "action_bar": "",
    "split": "",
    "note": "tone title",
    "signatures": "",
}
# What FormPage puts into the page and the form must send back.
FORM_CONTEXT = ("form_key", "version")


def _arguments(parser: Parser, token: Token, accepted: Iterable[str]) -> dict[str, FilterExpression]:
    name, *bits = token.split_contents()
    given: dict[str, FilterExpression] = token_kwargs(bits, parser)
    unknown = set(given) - set(accepted)
    if bits or unknown:
        raise template.TemplateSyntaxError(f"{{% {name} %}} does not know: {', '.join([*bits, *sorted(unknown)])}")
    return given


def _component(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    """A component's template with its own values only; the request stays within reach, as for ``include … only``."""
    assert context.template is not None
    return context.template.engine.get_template(f"ui/{name}.html").render(context.new(values))


class Container(template.Node):
    """A block tag: renders its inside in the page's context, then its own template with its own values only."""

    def __init__(self, name: str, arguments: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.arguments, self.nodelist = name, arguments, nodelist

    def render(self, context: Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.arguments.items()}
        slots: dict[str, SafeString] = {}
        with context.push(_slots=slots):
            content = self.nodelist.render(context)
        if self.name == "form":
            values |= {key: context.get(key) for key in FORM_CONTEXT}
        values |= slots | {"content": content}
        return _component(context, self.name, values)


class SlotNode(template.Node):
    """A second inside of the container around it: ``{% slot actions %}…{% endslot %}``."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> str:
        context["_slots"][self.name] = self.nodelist.render(context)
        return ""


class TableNode(template.Node):
    """``{% table caption=… columns=… %}{% row %}{% cell %}…``: cells learn their column by their place.

    ``columns`` is a list of Column or words, or one text such as ``_("名称|状态|届满")``.
    """

    def __init__(self, arguments: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.arguments, self.nodelist = arguments, nodelist

    def render(self, context: Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.arguments.items()}
        given = values["columns"]
        given = str(given).split("|") if isinstance(given, str | Promise) else given
        columns = [one if isinstance(one, Column) else Column(one) for one in given]
        request = getattr(context, "request", None)
        with context.push(_columns=columns):
            content = self.nodelist.render(context)
        values |= {"columns": columns, "content": content, "sorted_by": request.GET.get("sort", "") if request else ""}
        return _component(context, "table", values)


class RowNode(template.Node):
    def __init__(self, arguments: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.arguments, self.nodelist = arguments, nodelist

    def render(self, context: Context) -> SafeString:
        tone = self.arguments["tone"].resolve(context) if "tone" in self.arguments else ""
        with context.push(_place=iter(context["_columns"])):
            inside = self.nodelist.render(context)
        css = format_html(' class="is-{}"', tone) if tone else ""
        return format_html("<tr{}>{}</tr>", css, inside)


def cell_css(text: str) -> str:
    """An empty cell is left out on the phone; a word, a date or a code stays on one line."""
    if text in ("", "—"):
        return "is-empty"
    if "<" in text:
        return ""
    if any(c.isdigit() for c in text):
        return "is-narrow" if len(text) <= 16 else ""
    return "is-word" if len(text) <= 6 else ""


class CellNode(template.Node):
    def __init__(self, arguments: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.arguments, self.nodelist = arguments, nodelist

    def render(self, context: Context) -> SafeString:
        column: Column = next(context["_place"])
        first = column is context["_columns"][0]
        head = self.arguments["head"].resolve(context) if "head" in self.arguments else first
        inside = self.nodelist.render(context)
        look = column.css or cell_css(inside.strip())
        css = format_html(' class="{}"', look) if look else ""
        if head:
            return format_html('<th scope="row"{}>{}</th>', css, inside)
        return format_html('<td data-label="{}"{}>{}</td>', column.label, css, inside)


def _container(name: str, accepted: str) -> None:
    def compile_tag(parser: Parser, token: Token) -> Container:
        arguments = _arguments(parser, token, accepted.split())
        nodelist = parser.parse((f"end{name}",))
        parser.delete_first_token()
        return Container(name, arguments, nodelist)

    register.tag(name, compile_tag)


for _name, _accepted in BLOCKS.items():
    _container(_name, _accepted)


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    name = token.split_contents()[1].strip("\"'")
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name, nodelist)


@register.tag
def table(parser: Parser, token: Token) -> TableNode:
    arguments = _arguments(parser, token, ("caption", "columns", "hide_caption", "plain", "wide"))
    if not {"caption", "columns"} <= set(arguments):
        raise template.TemplateSyntaxError("{% table %} needs caption and columns")
    nodelist = parser.parse(("endtable",))
    parser.delete_first_token()
    return TableNode(arguments, nodelist)


@register.tag
def row(parser: Parser, token: Token) -> RowNode:
    arguments = _arguments(parser, token, ("tone",))
    nodelist = parser.parse(("endrow",))
    parser.delete_first_token()
    return RowNode(arguments, nodelist)


@register.tag
def cell(parser: Parser, token: Token) -> CellNode:
    arguments = _arguments(parser, token, ("head",))
    nodelist = parser.parse(("endcell",))
    parser.delete_first_token()
    return CellNode(arguments, nodelist)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon of ui/icons.svg. Decorative unless ``label`` is given."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="lt-icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="lt-icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag(takes_context=True)
def csrf(context: Context) -> SafeString:
    """The hidden CSRF field; unlike ``csrf_token`` it also works inside ``include … only``."""
    request = getattr(context, "request", None)
    if request is None:
        return SafeString("")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


@register.simple_tag
def roll_choices() -> list[tuple[str, Any]]:
    """The usual answers of a roll, as (value, word)."""
    return [(key, MARKS[key].label) for key in ("present", "excused", "absent")]


@register.simple_tag(takes_context=True)
def here(context: Context, **changes: Any) -> str:
    """This page's address with changed parameters: ``{% here page=3 %}``; None removes one."""
    request = getattr(context, "request", None)
    if request is None:
        return "?"
    params = request.GET.copy()
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.filter
def mark(state: Any) -> Mark:
    """Shape, word and tone of a state; an unknown state shows its own name in grey."""
    key = str(getattr(state, "value", state)).lower()
    return MARKS.get(key) or Mark("○", key, "quiet")


@register.filter
def tone(state: Any) -> str:
    return mark(state).tone


@register.filter
def shape(state: Any) -> str:
    return mark(state).shape


@register.filter
def word(state: Any) -> str:
    return str(mark(state).label)


@register.filter
def kind(field: BoundField) -> str:
    """What a field looks like: text, area, select, choices, tick, file."""
    widget = field.field.widget
    if isinstance(widget, w.CheckboxInput):
        return "tick"
    if isinstance(widget, w.RadioSelect | w.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, w.ClearableFileInput | w.FileInput):
        return "file"
    if isinstance(widget, w.Select):
        return "select"
    return "area" if isinstance(widget, w.Textarea) else "text"


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget with the classes of the design system; help and error are tied to it by Django."""
    css = {"text": "form-control", "area": "form-control", "select": "form-select", "file": "lt-file-input"}
    attrs: dict[str, str | bool] = {
        "class": f"{field.field.widget.attrs.get('class', '')} {css.get(kind(field), '')}".strip()
    }
    if kind(field) == "area" and field.field.widget.attrs.get("rows") == "10":
        attrs["rows"] = "4"
    return field.as_widget(attrs=attrs)


@register.filter
def problems(form: Form) -> list[tuple[str, str, str]]:
    """All errors of a form as (element id, label, message), the form's own first."""
    found = [("", "", str(message)) for message in form.non_field_errors()]
    for field in form:
        # Of a set of choices the first is the place to go to; its wrapper takes no focus.
        target = f"{field.auto_id}_0" if kind(field) == "choices" else field.id_for_label
        found += [(target, str(field.label), str(message)) for message in field.errors]
    return found


@register.filter
def share(numerator: Any, denominator: Any) -> str:
    """A percentage between 0 and 100 with a dot, for the width of an SVG bar; empty denominators give 0."""
    try:
        part = 100 * float(numerator) / float(denominator)
    except (TypeError, ValueError, ZeroDivisionError):
        return "0"
    return f"{min(max(part, 0.0), 100.0):.1f}"
