from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leitu.accounts.names import LONGEST
from leitu.api import scopes
from leitu.core.fields import CleanChar

MOST = 200
PASSWORD_RULES = _("至少 10 个字，可以是一句话；不能全是数字，不要用姓名、登录名或“password123”这类常见的。")


def password_field(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    """A password as it is typed: spaces kept, never shown again."""
    return forms.CharField(
        label=label,
        max_length=MOST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, "data-reveal": ""}),
        **more,
    )


def code_field(label: Any, **more: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs), **more)


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"),
        max_length=MOST,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = password_field(_("密码"), "current-password")
    remember = forms.BooleanField(
        label=_("在这台设备上 30 天内不用再登录"),
        required=False,
        help_text=_("只在自己的手机或电脑上勾选。要二次验证的岗位不适用。"),
    )


class SecondFactorForm(forms.Form):
    code = code_field(_("6 位验证码"), help_text=_("打开手机上的验证器，照着输入现在显示的数字。"))
    recovery = forms.CharField(
        label=_("备用码"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("启用二次验证时给您的那张单子上的，每个只能用一次。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields and self.data.get("recovery", "").strip():
            self.fields["code"].required = False

    def typed(self) -> str:
        """The code that was given, whichever of the two."""
        return str(self.cleaned_data["recovery"] or self.cleaned_data["code"])


class RecoveryForm(SecondFactorForm):
    """For accounts without an authenticator app."""

    code = None  # type: ignore[assignment]  # Django's way to leave an inherited field out

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recovery"].required = True


class InvitationCodeForm(forms.Form):
    code = forms.CharField(
        label=_("邀请码"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("邀请单上的 20 个字母和数字，中间的横线可以不输。"),
    )


class NewPasswordForm(forms.Form):
    password = password_field(_("新密码"), "new-password", help_text=PASSWORD_RULES)
    repeat = password_field(_("再输一遍"), "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "repeat" in given and given["password"] != given["repeat"]:
            self.add_error("repeat", ValidationError(_("两次输入的密码不一样。"), code="mismatch"))
        return given


class AcceptForm(NewPasswordForm):
    username = forms.CharField(
        label=_("登录名"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("以后登录时用。可以用汉字、字母、数字，大小写都一样。"),
    )
    field_order = ["username", "password", "repeat"]


class ChangePasswordForm(NewPasswordForm):
    current = password_field(_("现在的密码"), "current-password")
    field_order = ["current", "password", "repeat"]


class EnrolForm(forms.Form):
    code = code_field(_("验证器上显示的 6 位数字"))


class ConfirmForm(forms.Form):
    """For what should not be done by somebody who only found the screen open."""

    current = password_field(_("您的密码"), "current-password", help_text=_("确认是您本人在操作。"))


class ConfirmEnrolForm(ConfirmForm, EnrolForm):
    field_order = ["code", "current"]


class PasskeyForm(forms.Form):
    """Filled by accounts/passkey.js with what the browser answered."""

    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class ConfirmPasskeyForm(ConfirmForm, PasskeyForm):
    """The same, with the password of somebody who signed in a while ago."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=MOST, help_text=_("会记入操作记录，比如：手机丢失，本人当面核实。")
    )


class TokenForm(ConfirmForm):
    """A token for a program: for what, how far, how long."""

    label = CleanChar(label=_("给哪个程序用"), max_length=60, help_text=_("例如：乡镇月报同步。以后凭这个名字认出它。"))
    act = forms.ChoiceField(
        label=_("能做什么"),
        choices=[
            (scopes.READ, _("只能看")),
            (scopes.WRITE, _("能看也能办")),
            (scopes.CALENDAR, _("只订阅我的日历")),
        ],
        initial=scopes.READ,
        widget=forms.RadioSelect,
        help_text=_("再多也多不过您自己的权限。"),
    )
    areas = forms.MultipleChoiceField(
        label=_("只限这些内容"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选就是全部内容。"),
    )
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(30, _("一个月")), (90, _("三个月")), (180, _("半年")), (365, _("一年"))],
        initial=90,
    )
    field_order = ["label", "act", "areas", "days", "current"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = list(scopes.areas().items())  # type: ignore[attr-defined]

    @property
    def reach(self) -> list[str]:
        """The chosen scopes."""
        act, areas = self.cleaned_data["act"], self.cleaned_data["areas"]
        return [act] if act == scopes.CALENDAR or not areas else [f"{area}.{act}" for area in areas]
