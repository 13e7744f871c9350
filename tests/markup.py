"""What every page must be, read from its HTML: safe under a strict policy, usable by keyboard and by ear."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

HANDLER = ("on", "hx-on", "data-hx-on")
SPOKEN = {"input", "select", "textarea"}
WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    in_label: bool = False


@dataclass
class Markup(HTMLParser):
    """Parses one page and collects what is wrong with it in ``faults``, and its links in ``links``."""

    html: str
    is_fragment: bool = False
    faults: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Element] = []
        self.all: list[Element] = []
        self.feed(self.html)
        self.close()
        self.judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        in_label = any(one.tag == "label" for one in self.open)
        element = Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0], in_label=in_label)
        self.all.append(element)
        if tag not in EMPTY:
            self.open.append(element)
        elif tag == "img" and element.attributes.get("alt"):
            for one in self.open:
                one.text += element.attributes["alt"]

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if not self.open or self.open[-1].tag != tag:
            names = [one.tag for one in self.open]
            if tag not in ("p", "li", "option", "tr", "td", "th", "dd", "dt") or tag not in names:
                self.fault(f"</{tag}> closes nothing that is open ({' > '.join(names[-3:])})")
            if tag not in names:
                return
        while self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one.text += data

    def fault(self, what: str, element: Element | None = None) -> None:
        where = element.line if element else self.getpos()[0]
        self.faults.append(f"line {where}: {what}")

    def every(self, *tags: str) -> list[Element]:
        return [one for one in self.all if one.tag in tags]

    def judge(self) -> None:
        if not self.is_fragment:
            self.judge_page()
        self.judge_policy()
        self.judge_names()
        self.links = [one.attributes["href"] for one in self.every("a") if "href" in one.attributes]

    def judge_page(self) -> None:
        """Language, title, one main heading, one main part."""
        html = self.every("html")
        if not html or not html[0].attributes.get("lang", "").lower().startswith("zh"):
            self.fault("the page does not say its language")
        for tag in ("h1", "main", "title"):
            found = self.every(tag)
            if len(found) != 1:
                self.fault(f"{len(found)} <{tag}>")
            elif tag != "main" and not found[0].text.strip():
                self.fault(f"empty <{tag}>", found[0])

    def judge_policy(self) -> None:
        """Nothing that the content security policy would have to allow (security.md B6)."""
        for one in self.all:
            names = one.attributes
            if one.tag == "style" or "style" in names:
                self.fault(f"inline style in <{one.tag}>", one)
            is_ours = names.get("src", "").startswith("/static/") and not one.text.strip()
            if one.tag == "script" and not is_ours and names.get("type") != "application/json":
                self.fault("inline script", one)
            handlers = [name for name in names if name.startswith(HANDLER)]
            if handlers:
                self.fault(f"handler {handlers[0]} in <{one.tag}>", one)
            for name in ("src", "href", "action", "formaction", "data", "poster", "srcset"):
                value = names.get(name, "").strip().lower()
                if value.startswith(("javascript:", "vbscript:")):
                    self.fault(f"script in {name}", one)
                if value.startswith(("http:", "https:", "//")) and one.tag not in ("a",):
                    self.fault(f"another host in <{one.tag} {name}>", one)
            if one.tag == "form" and names.get("method", "get").lower() == "post":
                self.judge_form(one)
            if one.tag in ("iframe", "object", "embed", "base"):
                self.fault(f"<{one.tag}>", one)

    def judge_form(self, form: Element) -> None:
        at = self.all.index(form)
        after = [one.attributes.get("name") for one in self.all[at : at + 6]]
        if "csrfmiddlewaretoken" not in after:
            self.fault("a form that posts has no token", form)

    def judge_names(self) -> None:
        """Every control has a name, every reference an aim."""
        ids = Counter(one.attributes["id"] for one in self.all if one.attributes.get("id"))
        for name, count in ids.items():
            if count > 1:
                self.fault(f"id {name} occurs {count} times")
        labelled = {one.attributes.get("for") for one in self.every("label")}
        for one in self.all:
            names = one.attributes
            named = names.get("aria-label") or names.get("aria-labelledby") or names.get("title")
            is_labelled = named or one.in_label or names.get("id") in labelled
            if one.tag in SPOKEN and names.get("type") not in WITHOUT_LABEL and not is_labelled:
                self.fault(f"<{one.tag} name={names.get('name')}> has no label", one)
            if one.tag in ("button", "a") and not (named or one.text.strip()):
                self.fault(f"<{one.tag}> says nothing", one)
            if one.tag == "img" and "alt" not in names:
                self.fault("picture without alt", one)
            if one.tag == "th" and "scope" not in names:
                self.fault("<th> without scope", one)
            for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
                for aim in names.get(name, "").split():
                    if aim not in ids:
                        self.fault(f"{name}={aim} points nowhere", one)
        tables, captions = len(self.every("table")), len(self.every("caption"))
        if tables != captions:
            self.fault(f"{tables} tables, {captions} captions")
