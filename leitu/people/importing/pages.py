"""The pages of an import: send a file, read what would happen, confirm. Each importer gives them its own names."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core import staging
from leitu.core.importing import Outcome
from leitu.core.tabular import Issue, Layout, limits, write_rejects
from leitu.ui.parts import Column, Link, Text
from leitu.ui.views import FormPage, Page

SHOWN = 200
"""Complaints that the page lists; the file of wrong rows has them all."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """One sheet."""

    file = forms.FileField(
        label=gettext_lazy("Excel 表"),
        help_text=gettext_lazy(".xlsx、.xlsm 或 .csv，最大 10 MB、两万行。先试导入，您确认后才会写入。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv"}),
        max_length=255,
    )

    def clean_file(self) -> Any:
        file, most = self.cleaned_data["file"], limits.upload().file_bytes
        if file.size > most:
            raise ValidationError(_("文件太大，上限是 %(limit)s MB，请分成几个文件。") % {"limit": most // 2**20})
        return file


class ImportPage:
    """What the three pages of one importer share: ``home`` is the list behind it, ``review`` and ``rejects`` pages."""

    layout: ClassVar[Layout]
    importer: ClassVar[Callable[..., Outcome]]
    home: ClassVar[tuple[str, Text]]
    review: ClassVar[str]
    rejects: ClassVar[str]
    upload: ClassVar[str]
    actor: Any

    def get_crumbs(self) -> list[Link]:
        return [Link(self.home[1], reverse(self.home[0]))]

    def owner(self) -> str:
        """Staged files belong to one account, and to one kind of sheet."""
        return f"{self.actor.tenant_id}|{self.actor.user_id}|{self.review}"

    def staged(self, key: str) -> staging.Staged | None:
        return staging.find(key, owner=self.owner())

    def run(self, staged: staging.Staged, *, commit: bool = False) -> Outcome:
        return type(self).importer(
            actor=self.actor, path=staged.path, limits=limits.upload(), name=staged.name, commit=commit
        )


class UploadPage(ImportPage, FormPage):
    """Send a file. It is kept aside, nothing is read yet."""

    template_name = "people/import_upload.html"
    form_class = UploadForm
    submit = gettext_lazy("试导入")

    def back_url(self) -> str:
        return reverse(self.home[0])

    def perform(self, form: Any) -> staging.Staged:
        file = form.cleaned_data["file"]
        return staging.keep(file.chunks(), owner=self.owner(), name=file.name)

    def success_url(self, result: staging.Staged) -> str:
        return reverse(self.review, args=[result.key])

    def get_context(self, **more: Any) -> dict[str, Any]:
        columns = self.layout.columns
        return super().get_context(
            needed=[column.title for column in columns if column.required or column.heading],
            possible=[column.title for column in columns if not (column.required or column.heading)],
            **more,
        )


class ReviewPage(ImportPage, Page):
    """What the file would do, row by row; sent back, it is written. Sent twice, it is written once."""

    template_name = "people/import_review.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        staged = self.staged(kwargs["key"])
        if staged is None:
            raise Http404
        return self.show(staged, self.run(staged))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        done_before = request.session.get("imported", [])
        if kwargs["key"] in done_before:
            messages.info(request, _("这份文件已经导入了。"))
            return HttpResponseRedirect(reverse(self.home[0]))
        staged = self.staged(kwargs["key"])
        if staged is None:
            raise Http404
        outcome = self.run(staged, commit=True)
        if outcome.errors:
            return self.show(staged, outcome)
        staging.drop(staged)
        request.session["imported"] = [*done_before[-9:], staged.key]
        done = {"created": outcome.created, "updated": outcome.updated, "unchanged": outcome.unchanged}
        messages.success(request, _("已导入：新建 %(created)s，修改 %(updated)s，未变 %(unchanged)s。") % done)
        return HttpResponseRedirect(reverse(self.home[0]))

    def show(self, staged: staging.Staged, outcome: Outcome) -> HttpResponse:
        columns = [Column(_("位置"), narrow=True), Column(_("列")), Column(_("问题和办法"))]
        return self.render(
            self.get_context(
                outcome=outcome,
                file_name=staged.name,
                errors=outcome.errors[:SHOWN],
                warnings=outcome.warnings[:SHOWN],
                more_errors=max(len(outcome.errors) - SHOWN, 0),
                more_warnings=max(len(outcome.warnings) - SHOWN, 0),
                columns=columns,
                many_sheets=len({one.sheet for one in (*outcome.errors, *outcome.warnings) if one.sheet}) > 1,
                has_work=not outcome.errors and bool(outcome.rows),
                upload_href=reverse(self.upload),
                rejects_href=reverse(self.rejects, args=[staged.key]),
                home_href=reverse(self.home[0]),
            )
        )


class RejectsPage(ImportPage, Page):
    """Only the wrong rows, with what is wrong, as a file to be corrected and sent again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        staged = self.staged(kwargs["key"])
        if staged is None:
            raise Http404
        outcome = self.run(staged)
        assert outcome.sheet is not None
        with tempfile.TemporaryDirectory(prefix="leitu-rejects-") as folder:
            path = Path(folder) / "rows.xlsx"
            write_rejects(outcome.sheet, self.complaints(outcome), path)
            content = path.read_bytes()
        name = quote(_("有问题的行") + ".xlsx")
        return HttpResponse(
            content,
            content_type=XLSX,
            headers={
                "Content-Disposition": f"attachment; filename=\"rows.xlsx\"; filename*=UTF-8''{name}",
                "Cache-Control": "no-store",
            },
        )

    def complaints(self, outcome: Outcome) -> list[Issue]:
        return outcome.errors or outcome.warnings
