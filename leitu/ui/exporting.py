"""The list on screen as a file: same filter, same columns, same order, all its pages. One way for every list.

A page names its columns once: the head of its table and the head of the file are the same objects. What is written,
who may have it and what is put on record is an action of the floors above, ``handed_out_by``; here it is only asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext_lazy as _

from leitu.ui.parts import Column, Link, Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
NO_FILE_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


@dataclass(frozen=True)
class Handout:
    """A list as its page shows it. ``rows`` is read once; ``filters`` says in words what it was narrowed by.

    ``unit`` is the organisation that the list is about, None for everything in the reader's sight through
    ``permission``. ``summary`` is a line of totals that stands above the rows.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    count: int
    filters: str
    permission: Any
    unit: Any = None
    address: str = ""
    """The page with what narrows and orders it, without how much of it is shown: the same list, the same address."""
    summary: str = ""
    form: str = "xlsx"
    """xlsx, or csv or pdf where the page offers it."""


@dataclass(frozen=True)
class Second:
    """How it stands with the second person who has to approve before a list leaves.

    ``purpose`` and ``href`` are of what was asked already; ``who`` could approve, ``nobody`` says what to do when
    nobody could.
    """

    is_approved: bool
    purpose: str = ""
    href: str = ""
    who: Sequence[str] = ()
    nobody: Sequence[Text] = ()


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=_("用途"),
        max_length=200,
        help_text=_("写一句用在哪里。用途和文件一起留在记录里，名单上的人查得到。"),
    )


def chosen_in_words(form: Any) -> list[str]:
    """What a form of filters was set to, as a reader reads it: 类别：正式党员."""
    if form is None or not form.is_bound:
        return []
    said = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name) if form.is_valid() else None
        if value in (None, "", []):
            continue
        choices = dict(getattr(bound.field, "choices", ()))
        said.append(f"{bound.label}：{choices.get(value, value)}")
    return said


class Exportable:
    """Part of a page with a list: ``?export=1`` asks, a POST there hands the file over."""

    handed_out_by: Any = None
    """The action that makes the file: ``(actor, handout, purpose) -> bytes``; None offers none."""
    purpose_above: int | None = None
    """With more rows than this the reader says what for; None never asks."""
    file_forms: tuple[str, ...] = ("xlsx",)
    """The forms in which the list leaves, the usual one first."""
    second_person: Any = None
    """Whether a second person has to approve: ``(actor, handout) -> Second | None``; None never asks."""
    asked_through: Any = None
    """The action that asks him: ``(actor, handout, purpose)`` -> something with an address."""

    def get_columns(self) -> Sequence[Column]:
        """The columns, each with the value that it has of a row."""
        return ()

    def exported_rows(self) -> tuple[Iterable[Any], int]:
        """All rows in the order of the screen, and their number."""
        raise NotImplementedError

    def filters_in_words(self) -> list[str]:
        return []

    def about(self) -> Any:
        """The organisation that the list is about, or None."""
        return None

    def subject(self) -> Any:
        """What the page is about: its own thing, else the organisation of its list."""
        return getattr(self, "object", None) or self.about()

    def summary_in_words(self) -> str:
        """The totals of all rows in one line; empty for none."""
        return ""

    @cached_property
    def handout(self) -> Handout:
        page: Any = self
        columns = self.get_columns()
        rows, count = self.exported_rows()
        return Handout(
            title=str(page.get_title()),
            columns=columns,
            rows=(tuple(column.of(row) for column in columns) for row in rows),
            count=count,
            filters="；".join(self.filters_in_words()),
            permission=page.permission,
            unit=self.about(),
            form=self.file_form,
            address=self.address,
            summary=self.summary_in_words(),
        )

    @property
    def file_form(self) -> str:
        asked = self.request.POST.get("as", "")  # type: ignore[attr-defined]
        return asked if asked in self.file_forms else self.file_forms[0]

    @property
    def address(self) -> str:
        asked = sorted((name, value) for name, value in self.narrowed_by().lists())
        return f"{self.request.path}?{urlencode(asked, doseq=True)}" if asked else self.request.path  # type: ignore[attr-defined]

    def narrowed_by(self) -> QueryDict:
        """What the list is narrowed and ordered by."""
        asked: QueryDict = self.request.GET.copy()  # type: ignore[attr-defined]
        for name in ("page", "size", "export"):
            asked.pop(name, None)
        return asked

    @cached_property
    def second(self) -> Second | None:
        """The second person's part, None when none is needed."""
        if self.second_person is None:
            return None
        found: Second | None = self.second_person(self.actor, self.handout)  # type: ignore[attr-defined]
        return found

    @property
    def export_href(self) -> str:
        """Where the list is asked for as a file; empty when it cannot be."""
        if self.handed_out_by is None:
            return ""
        asked = self.narrowed_by()
        asked["export"] = "1"
        return f"?{asked.urlencode()}"

    @property
    def list_href(self) -> str:
        asked = self.request.GET.copy()  # type: ignore[attr-defined]
        asked.pop("export", None)
        return f"{self.request.path}?{asked.urlencode()}" if asked else self.request.path  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "export" in request.GET and self.handed_out_by is not None:
            return self.ask_export(self.purpose_form())
        return super().get(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page: Any = self
        if "export" not in request.GET or self.handed_out_by is None:
            answer: HttpResponse = page.http_method_not_allowed(request)
            return answer
        form = self.purpose_form(request.POST)
        if form is not None and not form.is_valid():
            return self.ask_export(form)
        purpose = form.cleaned_data["purpose"] if form is not None else ""
        try:
            if self.second is not None and not self.second.is_approved:
                asked = self.asked_through(actor=page.actor, handout=self.handout, purpose=purpose)
                return HttpResponseRedirect(asked.get_absolute_url())
            content = self.handed_out_by(actor=page.actor, handout=self.handout, purpose=purpose)
        except ValidationError as problem:
            return self.ask_export(form, problem.messages)
        name = f"{self.handout.title} {timezone.localdate():%Y-%m-%d}.{self.file_form}".translate(NO_FILE_NAME)
        return HttpResponse(
            content,
            content_type=TYPES[self.file_form],
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )

    def purpose_form(self, data: Any = None) -> PurposeForm | None:
        """The question what for; None when nobody asks."""
        if self.second is not None:
            return PurposeForm(data) if not self.second.purpose else None  # it was said when he was asked
        if self.purpose_above is None or self.handout.count <= self.purpose_above:
            return None
        return PurposeForm(data)

    def ask_export(self, form: PurposeForm | None, problems: Sequence[Text] = ()) -> HttpResponse:
        page: Any = self
        context = {
            "view": self,
            "title": _("导出：%(title)s") % {"title": self.handout.title},
            "crumbs": [Link(self.handout.title, self.list_href)],
            "handout": self.handout,
            "second": self.second,
            "form": form,
            "problems": problems,
            "back_href": self.list_href,
        }
        template, page.template_name, page.partial = page.template_name, "ui/export.html", ""
        try:
            answer: HttpResponse = page.render(context)
        finally:
            page.template_name = template
        return answer
