"""Keep writers out while a backup is being restored."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from leitu.backups import shelf
from leitu.ui.errors import error_page


class RestoringMiddleware:
    """While a backup is being restored nothing can be written: what was written would be lost."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.get_response(request)
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS") or not shelf.is_restoring():
            return None
        return error_page(request, 503, reason=_("正在恢复备份，这一步没有做。请过几分钟再来。"))
