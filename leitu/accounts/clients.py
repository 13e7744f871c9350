"""What is known about the other side of a request: its address, its device, and whether it was here before."""

import ipaddress
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

COOKIE = "device"
SALT = "leitu.accounts.device"
REMEMBER = 180 * 24 * 3600
MOST_ACCOUNTS = 20

BROWSERS = (
    ("MicroMessenger", _("微信")),
    ("DingTalk", _("钉钉")),
    ("Edg", "Edge"),
    ("QQBrowser", _("QQ 浏览器")),
    ("UCBrowser", _("UC 浏览器")),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", _("鸿蒙手机")),
    ("Android", _("安卓手机")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", _("Windows 电脑")),
    ("Mac OS", _("苹果电脑")),
    ("Linux", _("Linux 电脑")),
)


@dataclass(frozen=True)
class Client:
    """Passed to the actions that let somebody in. ``known_to`` holds the accounts that signed in here before."""

    address: str = ""
    device: str = ""
    device_id: str = ""
    known_to: frozenset[int] = frozenset()

    @property
    def network(self) -> str:
        """What failed attempts are counted by: the address, of IPv6 the /64 that one customer holds."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return ""
        if address.version == 4:
            return str(address)
        return str(ipaddress.ip_network((int(address), 64), strict=False))


def client_of(request: HttpRequest) -> Client:
    """The other side of ``request``."""
    device_id, known_to = _cookie(request)
    return Client(_address(request), _device(request.META.get("HTTP_USER_AGENT", "")), device_id, frozenset(known_to))


def _address(request: HttpRequest) -> str:
    """The visitor's address. ``LEITU_PROXIES`` says how many proxies of ours stand before us; others may lie."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    proxies = settings.LEITU_PROXIES
    given = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _device(agent: str) -> str:
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (str(browser), str(system)) if part)


def _cookie(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        content: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=REMEMBER)
    except signing.BadSignature:
        return "", []
    return str(content["id"]), [int(key) for key in content["known"]]


def remember_device(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    """Let this browser be known to the account: strangers' failures will not lock it out (security.md B1)."""
    device_id, known = _cookie(request)
    known = [user_id, *(one for one in known if one != user_id)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps({"id": device_id or secrets.token_urlsafe(12), "known": known}, salt=SALT),
        max_age=REMEMBER,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
