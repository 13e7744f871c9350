from typing import Any

import pytest
from django.urls import reverse

from leitu.accounts.models import Factor, User
from leitu.accounts.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def complaints(page: Any) -> list[str]:
    """What the browser complained about, such as the content security policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def sign_in(page: Any, address: str) -> None:
    page.goto(address + reverse("accounts:sign_in"))
    page.get_by_label("登录名").fill("mei")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()


def test_a_passkey_of_the_browser_is_made_and_used(site: str, page: Any, complaints: list[str]) -> None:
    make_user()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "automaticPresenceSimulation": True}})

    sign_in(page, site)
    page.goto(site + reverse("accounts:enrol_passkey"))
    page.get_by_role("button", name="用这台设备的锁屏验证").click()
    page.get_by_role("heading", name="请收好备用码").wait_for()
    assert Factor.objects.get().kind == Factor.Kind.PASSKEY
    page.goto(site + reverse("accounts:sign_out"))
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_load_state()

    sign_in(page, site)
    page.get_by_role("button", name="用指纹、人脸或锁屏密码验证").click()
    page.wait_for_url(lambda url: reverse("accounts:second_factor") not in url)
    page.goto(site + reverse("accounts:account"))
    assert page.get_by_role("heading", name="我的账号").is_visible()
    assert complaints == []


def test_a_password_can_be_shown_and_is_hidden_again(site: str, page: Any, complaints: list[str]) -> None:
    page.goto(site + reverse("accounts:sign_in"))
    field = page.get_by_label("密码", exact=True)
    field.fill("secret")
    page.get_by_role("button", name="显示密码").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="隐藏密码").click()
    assert field.get_attribute("type") == "password"
    assert complaints == []


def test_signing_in_needs_no_script(site: str, browser: Any, browser_context_args: dict[str, Any]) -> None:
    make_user()
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    sign_in(page, site)
    page.goto(site + reverse("accounts:account"))
    assert page.get_by_role("heading", name="我的账号").is_visible()
    assert User.objects.get().sign_ins.count() == 1
