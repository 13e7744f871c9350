"""Error pages in plain words: what happened, that nothing is lost, what to do, and a number for the help desk."""

import errno
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext_lazy as _

from leitu.ui.parts import Text


@dataclass(frozen=True)
class ErrorText:
    title: Text
    what: Text
    todo: Text


TEXTS: Mapping[int, ErrorText] = {
    400: ErrorText(
        _("这次提交的内容读不懂"),
        _("内容里有系统不认识的字符或格式，所以什么都没有改动。"),
        _("请返回上一页检查后重新提交；从别处复制来的文字，可以先贴到记事本里再复制一遍。"),
    ),
    403: ErrorText(
        _("您没有办理这件事的权限"),
        _("这项内容由别的组织或岗位管理，所以什么都没有改动。"),
        _("如果这是您的工作，请上级党务干部在「角色」里给您加上。"),
    ),
    404: ErrorText(
        _("这里没有您要找的内容"),
        _("地址可能抄错了，内容可能已经合并或删除，也可能不归您查看。"),
        _("请从首页重新找，或者用上面的搜索。"),
    ),
    405: ErrorText(_("这个地址不能这样打开"), _("什么都没有改动。"), _("请从首页重新进入。")),
    409: ErrorText(
        _("情况已经变了，这一步没有做"),
        _("在您填写的时候，这项内容已经被改过或办完了。您填的内容还在下面。"),
        _("请先看看现在的情况，再决定要不要继续。"),
    ),
    410: ErrorText(_("这项内容已经不在了"), _("它已被合并、撤销或到期。"), _("请从首页重新找。")),
    413: ErrorText(
        _("文件或文字太大"),
        _("超过了一次能接收的大小，所以什么都没有改动。"),
        _("请把文件拆小，或者删掉表格里用不到的工作表和图片，再传一次。"),
    ),
    429: ErrorText(
        _("操作太快了，请稍等"),
        _("短时间内的请求太多，系统先停一下，什么都没有丢。"),
        _("请等一分钟再试。如果不是您在操作，请告诉管理员。"),
    ),
    500: ErrorText(
        _("系统出了差错"),
        _("不是您的问题。这一步没有做完，已经做完的事不受影响；您填的文字浏览器会替您留着。"),
        _("请返回上一页再试一次。还不行，请把下面的编号告诉管理员。"),
    ),
    503: ErrorText(
        _("系统正在维护"),
        _("暂时打不开，已经保存的内容都在。"),
        _("请过几分钟再来。"),
    ),
    507: ErrorText(
        _("存储空间满了"),
        _("这一步没有做，已经保存的内容都在，可以照常查看；您填的文字浏览器会替您留着。"),
        _("请告诉管理员腾出空间，然后再提交一次，不用重启。"),
    ),
}
CSRF_TEXT = ErrorText(
    _("这个页面开得太久了"),
    _("为了安全，提交没有被接收，什么都没有改动。您填的文字浏览器会替您留着。"),
    _("请返回上一页，刷新后再提交一次。如果浏览器禁用了 Cookie，请先打开。"),
)


FULL = "disk is full|No space left|could not extend file"
"""What SQLite and PostgreSQL say when there is no room; the first of them has no error of its own for it."""
FOR_PROGRAMS = "/api/"
"""Below this address nobody looks at pages."""


def json_problem(
    request: HttpRequest, status: int, code: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> HttpResponse:
    """The same for programs: one shape for whatever went wrong."""
    values = {
        "code": code,
        "message": message,
        "fields": dict(fields or {}),
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(values, status=status, json_dumps_params={"ensure_ascii": False})


def error_page(
    request: HttpRequest,
    status: int,
    *,
    reason: str = "",
    text: ErrorText | None = None,
    template: str = "ui/error.html",
    **more: Any,
) -> HttpResponse:
    """The page for ``status``. ``reason`` is a finished sentence that replaces the general explanation."""
    shown = text or TEXTS.get(status, TEXTS[500])
    if request.path_info.startswith(FOR_PROGRAMS):
        return json_problem(request, status, "absent" if status == 404 else "refused", reason or str(shown.title))
    values = {
        "status": status,
        "title": shown.title,
        "what": reason or shown.what,
        "todo": shown.todo,
        "request_id": getattr(request, "request_id", ""),
    }
    if getattr(request, "htmx", None):
        # A fragment cannot hold a page; ui/page.js shows this sentence in an alert.
        return render(request, "ui/error_fragment.html", values | more, status=status)
    return render(request, template, values | more, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. Too much data arrives here as well (Django's RequestDataTooBig is a SuspiciousOperation)."""
    too_big = type(exception).__name__ in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    return error_page(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the same page for what is absent and for what is out of sight."""
    return error_page(request, 404)


def status_of(problem: BaseException | None) -> int:
    """507 when there is no room left, 503 when the database is busy or away, else 500."""
    while problem is not None:
        no_room = isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)
        if no_room or (isinstance(problem, DatabaseError) and re.search(FULL, str(problem))):
            return 507
        if isinstance(problem, OperationalError):
            return 503
        problem = problem.__cause__
    return 500


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: without context processors, for any of them may be the cause."""
    status = status_of(sys.exc_info()[1])
    shown = TEXTS[status]
    if request.path_info.startswith(FOR_PROGRAMS):
        return json_problem(request, status, "broken", str(shown.title))
    values = {
        "status": status,
        "title": shown.title,
        "what": shown.what,
        "todo": shown.todo,
        "request_id": getattr(request, "request_id", ""),
        "big": getattr(request, "big", False),
    }
    return HttpResponse(loader.render_to_string("ui/error.html", values), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    return error_page(request, 403, text=CSRF_TEXT)
