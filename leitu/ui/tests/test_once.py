"""What stays of a form that was sent: a digest nobody can compute, and only for as long as it is needed."""

import datetime as dt
import hashlib

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory, override_settings
from django.utils import timezone

from leitu.ui import once
from leitu.ui.conflict import HIDDEN, differences, kept, kept_of_gone
from leitu.ui.models import SubmittedForm

SECRETS = ("walks in the rain", "482913", "110101198001010011")


class SecretForm(forms.Form):
    name = forms.CharField(label="姓名")
    password = forms.CharField(label="密码", widget=forms.PasswordInput())
    code = forms.CharField(label="验证码", widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    number = forms.CharField(label="身份证号", widget=forms.TextInput(attrs={"autocomplete": "off"}))


TYPED = dict(zip(("password", "code", "number"), SECRETS, strict=True)) | {"name": "梅"}


def sent(**values: str) -> str:
    return once.digest(RequestFactory().post("/", values))


def test_the_digest_needs_the_key_of_the_installation() -> None:
    here = sent(code="482913")
    assert here == sent(code="482913", csrfmiddlewaretoken="x", form_key="y")
    assert here != sent(code="482914")
    plain = hashlib.sha256(b"4:code=6:482913").hexdigest()
    assert here not in (plain, hashlib.sha256(bytes.fromhex(plain)).hexdigest())
    with override_settings(SECRET_KEY="another"):
        assert sent(code="482913") != here


@pytest.mark.django_db
def test_what_is_older_than_any_sign_in_is_forgotten() -> None:
    for days in (0, 30, 32, 400):
        row = SubmittedForm.objects.create(tenant_id=1, user_id=1, key=f"key-of-{days:012}", path="/", digest="d")
        SubmittedForm.objects.filter(pk=row.pk).update(at=timezone.now() - dt.timedelta(days=days))
    assert once.forget_old() == 2
    assert sorted(SubmittedForm.objects.values_list("key", flat=True)) == [f"key-of-{n:012}" for n in (0, 30)]
    assert once.forget_old() == 0


class TestSecretsStayHidden:
    def test_in_what_is_kept(self) -> None:
        assert kept(SecretForm(TYPED)) == [("姓名", "梅")]
        data = QueryDict(mutable=True)
        data.update(TYPED)
        assert kept_of_gone(SecretForm, data) == [("姓名", "梅")]

    def test_in_what_differs(self) -> None:
        """That they differ is said; what they say is not."""
        stored = SecretForm(initial={"name": "李强", "number": "110101198001010038"})
        found = differences(SecretForm(TYPED), stored)
        assert [(one.label, one.now, one.yours) for one in found] == [
            ("姓名", "李强", "梅"),
            ("密码", "—", HIDDEN),
            ("验证码", "—", HIDDEN),
            ("身份证号", HIDDEN, HIDDEN),
        ]
        assert not any(secret in str(found) for secret in (*SECRETS, "110101198001010038"))
