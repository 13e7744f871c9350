"""Addresses that leave the product on paper or in a message, and their QR codes."""

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

FALLBACK = "http://127.0.0.1:8000"


def base_url(request: HttpRequest | None = None) -> str:
    """Where people open Leitu, without a slash at the end: LEITU_URL, else the address that they came by."""
    if settings.LEITU_URL:
        return str(settings.LEITU_URL)
    return request.build_absolute_uri("/").rstrip("/") if request is not None else FALLBACK


def sign_in_url(request: HttpRequest | None = None) -> str:
    """The address of the sign-in page."""
    return base_url(request) + reverse("accounts:sign_in")


def enter_invitation_url(request: HttpRequest | None = None) -> str:
    """The address of the page where the code of a printed invitation is typed."""
    return base_url(request) + reverse("accounts:enter_invitation")


def invitation_url(code: str, request: HttpRequest | None = None) -> str:
    """The one-time link of an invitation."""
    return base_url(request) + reverse("accounts:open_invitation", args=[code])


def qr(text: str) -> str:
    """The QR code of ``text`` as the address of a picture (an SVG in a data URI, which the CSP allows)."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2))
