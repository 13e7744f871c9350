"""The interface as a whole: its errors, its description, its addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from leitu.api import problems, strict
from leitu.api.operations import KEY_HEADER
from leitu.ui.errors import FOR_PROGRAMS, TEXTS, json_problem

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong. `code` is for programs, `message` for people, `fields` says it field by field.",
    "required": ["code", "message", "fields", "request_id"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "request_id": {"type": "string"},
    },
}
KEY = {
    "in": "header",
    "name": KEY_HEADER,
    "required": False,
    "description": "Of your own making: a call that is repeated with it has no second effect and the same answer.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
}


class Interface(NinjaAPI):
    """django-ninja with strict bodies, our errors, and a description that says both."""

    def __init__(self, **more: Any) -> None:
        super().__init__(parser=strict.StrictParser(), docs_url=None, urls_namespace="api", **more)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problems.answer(request, exc)

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The description: every operation may answer with a problem, every action takes a key."""
        found = super().get_openapi_schema(**more)
        found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for path in found["paths"].values():
            for method, operation in path.items():
                operation["responses"] = {
                    **{str(status): answer for status, answer in operation["responses"].items()},
                    "4XX": {"description": "Turned down", "content": {strict.MEDIA: reference}},
                }
                if method == "post":
                    operation["parameters"] = [*operation.get("parameters", []), KEY]
        return found

    def get_root_path(self, path_params: Any) -> str:
        return FOR_PROGRAMS

    def _get_urls(self) -> list[Any]:
        found: list[Any] = super()._get_urls()
        return [_guarded(pattern) for pattern in found if pattern.name != "api-root"]


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback = _in_json(pattern.callback)
    return pattern


def _in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Two answers that django-ninja gives in plain text: wrong method, wrong kind of content."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD") and _is_foreign(request):
            return json_problem(request, 415, problems.CODES[415], _("内容要用 application/json。"))
        found = view(request, *args, **kwargs)
        if found.status_code == 405:
            told = json_problem(request, 405, problems.CODES[405], str(TEXTS[405].title))
            told["Allow"] = found["Allow"]
            return told
        return found

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # a session's token is asked for by config.api.Caller
    return answer


def _is_foreign(request: HttpRequest) -> bool:
    """Whether a body comes as anything but JSON; a browser sends that across sites only after asking first."""
    length = request.headers.get("Content-Length", "0")
    return request.content_type != strict.MEDIA and length not in ("", "0")
