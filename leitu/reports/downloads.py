"""A paper as the answer that a browser saves."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from leitu.core.errors import LeituError
from leitu.reports.actions import DOCX, PDF
from leitu.reports.paper import file_name


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """The answer that a browser saves under ``name``."""
    disposition = content_disposition_header(True, file_name(name))
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def wants_pdf(request: HttpRequest) -> bool:
    """Whether ``?form=pdf`` is asked; anything that is no form of a paper is refused. Raises BadForm."""
    form = request.GET.get("form", "")
    if form not in ("", DOCX, PDF):
        raise BadForm(_("没有这种格式。"))
    return form == PDF


class BadForm(LeituError):
    """An address asks for a form of paper that there is not (page 400)."""
