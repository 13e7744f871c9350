"""Give every request a number that its entries, its error page and the log share."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from leitu.audit.record import request_id


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:12]
        token = request_id.set(number)
        request.request_id = number  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = number
        return response
