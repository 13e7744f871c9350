"""Headers that every page carries, and the reader's choice of large type."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

BIG_COOKIE = "big"
YEAR = 365 * 24 * 3600
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
HEARING = PERMISSIONS.replace("microphone=()", "microphone=(self)")
"""For pages with ``hears``: a field that can be spoken into, understood by the device itself (ui/voice.js)."""


class PageMiddleware:
    """Reads ``?big=1`` or the cookie, and seals the response; stands after the actor's middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("big")
        chosen = asked if asked in ("0", "1") else request.COOKIES.get(BIG_COOKIE)
        request.big = chosen == "1"  # type: ignore[attr-defined]
        response = self.get_response(request)
        if asked in ("0", "1"):
            # Not HttpOnly: ui/page.js switches it without loading the page again. It says nothing about a person.
            response.set_cookie(BIG_COOKIE, asked, max_age=YEAR, samesite="Lax", secure=request.is_secure())
        hears = getattr(getattr(request, "page", None), "hears", False)
        response.headers.setdefault("Permissions-Policy", HEARING if hears else PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        actor = getattr(request, "actor", None)
        if actor is None or not actor.is_anonymous:
            # Personal data must not stay in a shared computer's browser or in a proxy (security.md B8).
            response.headers.setdefault("Cache-Control", "no-store")
        return response
