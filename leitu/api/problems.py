"""What goes wrong, in one shape: ``{"code", "message", "fields", "request_id"}``.

``code`` is for programs and never changes; ``message`` is a sentence for people, in their language; ``fields`` names
what was wrong field by field, and is empty where that makes no sense.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import errors as ninja_errors

from leitu.core.errors import LeituError, NotAllowed, StaleEdit
from leitu.ui.errors import TEXTS, json_problem

Fields = Mapping[str, list[str]]

CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "absent",
    405: "wrong_method",
    409: "wrong_state",
    413: "too_big",
    415: "wrong_media",
    422: "invalid",
    429: "too_many",
}


class Refused(Exception):
    """A request that is turned down here, before any action was asked."""

    def __init__(self, status: int, code: str, message: str, fields: Fields | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.fields = status, code, message, fields or {}


def answer(request: HttpRequest, problem: Exception) -> HttpResponse:
    """The answer to an exception. Whatever is not foreseen here is raised again and becomes a 500."""
    if isinstance(problem, Refused):
        return json_problem(request, problem.status, problem.code, problem.message, problem.fields)
    if isinstance(problem, Http404):
        return json_problem(request, 404, CODES[404], str(TEXTS[404].title))
    if isinstance(problem, LeituError):
        return _of_action(request, problem)
    if isinstance(problem, ValidationError):
        return _of_validation(request, problem)
    if isinstance(problem, ninja_errors.ValidationError):
        fields = _fields_of(problem.errors)
        return json_problem(request, 422, CODES[422], _("有几处填得不对。"), fields)
    if isinstance(problem, ninja_errors.AuthenticationError):
        return json_problem(request, 401, CODES[401], _("请先登录，或带上有效的令牌。"))
    if isinstance(problem, ninja_errors.HttpError):
        cause = problem.__cause__
        if isinstance(cause, Refused):
            return answer(request, cause)
        status = problem.status_code
        return json_problem(request, status, CODES.get(status, CODES[400]), str(TEXTS.get(status, TEXTS[400]).title))
    if isinstance(problem, RequestDataTooBig):
        return json_problem(request, 413, CODES[413], str(TEXTS[413].title))
    if isinstance(problem, UnreadablePostError):
        return json_problem(request, 400, CODES[400], str(TEXTS[400].title))
    raise problem


def _of_action(request: HttpRequest, problem: LeituError) -> HttpResponse:
    said, status = str(problem), problem.status
    if isinstance(problem, NotAllowed):
        # The name of a permission says nothing to a reader; a sentence does.
        said = str(TEXTS[403].title) if said.isascii() else said
    code = "stale" if isinstance(problem, StaleEdit) else CODES.get(status, CODES[400])
    return json_problem(request, status, code, said)


def _of_validation(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    if not hasattr(problem, "error_dict"):
        return json_problem(request, 422, CODES[422], "".join(problem.messages))
    fields = {name if name != NON_FIELD_ERRORS else "": texts for name, texts in problem.message_dict.items()}
    general = fields.pop("", None)
    return json_problem(request, 422, CODES[422], "".join(general) if general else _("有几处填得不对。"), fields)


def _fields_of(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    """django-ninja's list of errors by the place where each stands: ``decisions.0.text``."""
    fields: dict[str, list[str]] = {}
    for one in found:
        place = [str(part) for part in one.get("loc", ())]
        # ("body", name of the argument, field, …) and ("query", field)
        inside = place[2:] if place[:1] == ["body"] else place[1:]
        fields.setdefault(".".join(inside), []).append(_said(one))
    return fields


def _said(one: dict[str, Any]) -> str:
    """pydantic's complaint in the reader's language; its own words only say what a programmer got wrong."""
    kind = str(one.get("type", ""))
    context = one.get("ctx") or {}
    if kind == "missing":
        return _("必须填写。")
    if kind == "extra_forbidden":
        return _("没有这一项。")
    if kind in ("string_too_long", "too_long"):
        return _("太长了，最多 %(most)s。") % {"most": context.get("max_length", "")}
    if kind in ("string_too_short", "too_short"):
        return _("不能是空的。")
    if kind == "literal_error":
        return _("不在可选的范围里。")
    if kind.startswith(("greater_than", "less_than", "int_parsing_size")):
        return _("数字太大或太小。")
    return _("格式不对。")
