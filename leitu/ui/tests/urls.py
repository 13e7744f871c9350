"""Pages that only the tests of the page classes know."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from leitu.ui.views import SIGNED_IN, ActionPage, DetailPage, FormPage, ListPage, OfObject, Page

handler400 = "leitu.ui.errors.bad_request"
handler403 = "leitu.ui.errors.permission_denied"
handler404 = "leitu.ui.errors.page_not_found"
handler500 = "leitu.ui.errors.server_error"


class Nobody:
    def allowed_anywhere(self, actor: Any) -> bool:
        return False


class OnlyPublic:
    """May be held anywhere, but not over a group called "locked"."""

    def allowed_anywhere(self, actor: Any) -> bool:
        return True

    def require(self, actor: Any, obj: Any) -> None:
        if obj.name == "locked":
            raise Refused("groups.change")


class Refused(Exception):
    status = 403


class TooLate(Exception):
    status = 409


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=40)


def visible() -> QuerySet[Any]:
    # The version is the length of the name: a number that changes with the row.
    return Group.objects.exclude(name__startswith="unseen").annotate(version=Length("name"))


class Open(Page):
    public = True
    template_name = "ui/bare.html"
    title = "公开"


class Closed(Page):
    permission = Nobody()
    template_name = "ui/bare.html"


class Silent(Page):
    """Says nothing about who may open it."""

    template_name = "ui/bare.html"


class OfGroups(OfObject):
    permission = OnlyPublic()
    model = Group

    def get_queryset(self) -> QuerySet[Any]:
        return visible()


class Groups(ListPage):
    permission = OnlyPublic()
    model = Group
    template_name = "ui_tests/groups.html"
    search_fields = ("name",)
    sorts = {"name": ("name",), "down": ("-name",)}
    partial = "rows"

    def get_queryset(self) -> QuerySet[Any]:
        return visible()


class OneGroup(OfGroups, DetailPage):
    template_name = "ui/bare.html"


class NewGroup(FormPage):
    permission = SIGNED_IN
    title = "新建"
    form_class = GroupForm
    done = "已新建。"

    def perform(self, form: Any) -> Group:
        name = form.cleaned_data["name"]
        made = Group.objects.create(name=name)
        if name == "taken":
            raise ValidationError({"name": "这个名称有了。", "other": "还有别的毛病。"})
        if name == "refused":
            raise Refused("这件事归上级办。")
        if name == "late":
            raise TooLate("已经归档了。")
        return made

    def success_url(self, result: Group) -> str:
        return f"/groups/{result.pk}/"


class Rename(OfGroups, FormPage):
    title = "更名"
    form_class = GroupForm

    def perform(self, form: Any) -> Group:
        if self.version != self.object.version:
            raise TooLate("刚才有人改过。")
        self.object.name = form.cleaned_data["name"]
        self.object.save()
        return self.object

    def back_url(self) -> str:
        return "/groups/"


class Remove(OfGroups, ActionPage):
    title, question, submit, danger = "删除", "确定吗？", "删除", True

    def perform(self, form: Any) -> None:
        if self.object.name == "kept":
            raise TooLate("还有人在用。")
        self.object.delete()

    def back_url(self) -> str:
        return "/groups/"


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


broken.public = True  # type: ignore[attr-defined]

urlpatterns = [
    path("ui/", include("leitu.ui.urls")),
    path("open/", Open.as_view()),
    path("closed/", Closed.as_view()),
    path("silent/", Silent.as_view()),
    path("broken/", broken),
    path("groups/", Groups.as_view()),
    path("groups/new/", NewGroup.as_view()),
    path("groups/<int:pk>/", OneGroup.as_view()),
    path("groups/<int:pk>/rename/", Rename.as_view()),
    path("groups/<int:pk>/remove/", Remove.as_view()),
]


class ActorFromHeader:
    """Somebody is signed in unless the request says otherwise."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = int(request.headers.get("X-User", "7"))
        request.actor = SimpleNamespace(  # type: ignore[attr-defined]
            user_id=user, tenant_id=1, is_anonymous=user == 0, label="王秀兰"
        )
        request.request_id = "9f3a61c2b7d0"  # type: ignore[attr-defined]
        return self.get_response(request)
