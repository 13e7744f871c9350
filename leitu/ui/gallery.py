"""Every component in every state, with believable words; only for developers (LEITU_DEBUG=1 or LEITU_GALLERY=1).

Its sample words are not marked for translation: no reader of the product meets them.
"""

import datetime as dt
import os
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.safestring import SafeString

from leitu.ui.conflict import Difference
from leitu.ui.errors import CSRF_TEXT, error_page
from leitu.ui.parts import MARKS, Column, Dot, Link, Moment, Nav, Node, RollLine, Section, steps
from leitu.ui.views import ActionPage, FormPage, Page

LONG = "幸福街道红星社区综合执法与城市更新联合工作专班（2026年度第三批）临时党支部委员会"
HERE = reverse_lazy("ui:gallery")


def is_open() -> bool:
    return bool(settings.DEBUG) or os.environ.get("LEITU_GALLERY") == "1"


def sample_nav() -> Nav:
    return Nav(
        sections=[
            Section("工作台", [Link("待办", HERE, "checklist", current=True, count=3)]),
            Section(
                "组织生活",
                [Link("会议与党日", HERE, "calendar-event"), Link("台账", HERE, "notebook")],
            ),
            Section("队伍", [Link("组织", HERE, "sitemap"), Link("党员", HERE, "users")]),
            Section("", [Link("一张图", HERE, "layout-grid"), Link("制度库", HERE, "book")]),
        ],
        phone=[
            Link("待办", HERE, "checklist", current=True),
            Link("组织生活", HERE, "calendar-event"),
            Link("一张图", HERE, "layout-grid"),
            Link("我的", HERE, "user"),
        ],
        search_href=HERE,
        user="王秀兰",
        user_items=[
            Link("我的账号", HERE, "settings"),
            Link("退出", HERE, "logout", post=True),
        ],
        home_href=HERE,
    )


def at(day: int, hour: int, minute: int) -> dt.datetime:
    """A moment in November 2026 in China."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=8)))


class SampleFilter(forms.Form):
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), ("m", "支委会")])
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class SampleForm(forms.Form):
    theme = forms.CharField(label="主题", max_length=80, help_text="写给来开会的人看，一句话就行。")
    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="类型", choices=[("g", "支部党员大会"), ("c", "支委会"), ("t", "主题党日")])
    way = forms.ChoiceField(
        label="怎么开",
        widget=forms.RadioSelect,
        choices=[("room", "现场"), ("both", "现场，外地党员连线"), ("paper", "书面")],
        initial="room",
    )
    topics = forms.MultipleChoiceField(
        label="议题",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "上次决议 2 项（1 项未完）"), ("b", "换届准备"), ("c", LONG)],
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    minutes = forms.IntegerField(label="预计时长", required=False, min_value=1)
    file = forms.FileField(label="附件", required=False, help_text="Excel 或 CSV，10 MB 以内。")
    tell = forms.BooleanField(label="开会前一天提醒大家", required=False)


def sample_rows() -> list[dict[str, Any]]:
    return [
        {"name": "红星社区第一支部", "state": "met", "members": 27, "rate": (26, 27, 3), "until": dt.date(2027, 6, 30)},
        {
            "name": "红星社区第二支部",
            "state": "overdue",
            "members": 14,
            "rate": (9, 14, 0),
            "until": dt.date(2026, 11, 1),
        },
        {"name": LONG, "state": "due_soon", "members": 1203, "rate": (1100, 1203, 12), "until": dt.date(2026, 12, 31)},
        {"name": "东风村支部", "state": "upcoming", "members": 31, "rate": (0, 31, 2), "until": dt.date(2028, 3, 1)},
    ]


def sample_qr() -> SafeString:
    code = segno.make("https://example.org/a/7F2A", error="m")
    return SafeString(code.svg_inline(omitsize=True, svgclass=None, lineclass=None))


class Open(Page):
    """Exists only where developers asked for it."""

    public = True

    def refusal(self) -> HttpResponse | None:
        if not is_open():
            raise Http404
        return None


class Gallery(Open):
    template_name = "ui/gallery.html"
    title = "组件"

    def get_crumbs(self) -> list[Link]:
        return [Link("首页", HERE), Link("开发", HERE), Link("组件")]

    def get_context(self, **more: Any) -> dict[str, Any]:
        wrong = SampleForm({"theme": "", "on": "2026-02-30", "kind": "g", "way": "room", "minutes": "-3"})
        wrong.is_valid()
        months = ["met", "met", "met", "overdue", "met", "met", "waived", "met", "met", "met", "due_soon", "upcoming"]
        return super().get_context(
            nav=sample_nav(),
            marks=list(MARKS),
            long=LONG,
            form=SampleForm(),
            wrong=wrong,
            filter_form=SampleFilter(),
            columns=[
                Column("组织", sort="name"),
                Column("状态"),
                Column("党员", sort="members", numeric=True),
                Column("按期率"),
                Column("届满", sort="until", narrow=True),
            ],
            rows=sample_rows(),
            page=Paginator(range(130), 25).get_page(self.request.GET.get("page", 2)),
            tabs=[
                Link("概况", HERE, current=True),
                Link("组织生活", HERE),
                Link("清单", HERE, count=2),
                Link("党员", HERE, count=27),
                Link("历史", HERE),
            ],
            steps=steps(["计划", "已通知", "进行中", "已结束", "已归档"], 2),
            moments=[
                Moment(
                    at(19, 21, 4),
                    "归档了会议记录",
                    "李强",
                    href=str(HERE),
                    mark="archived",
                ),
                Moment(at(19, 20, 40), "改了到会名单", "李强", "周芳：到会 → 请假（出差）"),
                Moment(
                    at(2, 9, 12),
                    "补记了 10 月 14 日的支委会",
                    "王秀兰",
                    mark="late_entry",
                ),
                Moment(dt.date(2025, 12, 31), "由表格导入", "控制台"),
            ],
            months=[Dot(str(n), state, str(HERE)) for n, state in enumerate(months, 1)],
            days=[Dot("无", "none"), Dot("有", "met")],
            people=[
                RollLine("1", "王秀兰", note="书记"),
                RollLine("2", "李强", note="组织委员 · 记录人"),
                RollLine("3", "周芳", "excused", reason="出差"),
                RollLine("4", "买买提·吐尔逊江·阿卜杜热西提", "absent", note="流动党员 · 在外地参加也算"),
                RollLine("5", "孙涛", locked=True, note="扫码签到 19:02"),
            ],
            tree=[
                Node(
                    "幸福街道党工委",
                    str(HERE),
                    "186 个支部",
                    open=True,
                    children=(
                        Node(
                            "红星社区党委",
                            str(HERE),
                            "6 个支部",
                            "due_soon",
                            children=(
                                Node("红星社区第一支部", str(HERE), "27 名党员", "met"),
                                Node(str(LONG), str(HERE), "9 名党员", "overdue"),
                            ),
                        ),
                        Node("东风村党支部", str(HERE), "31 名党员", "upcoming"),
                    ),
                )
            ],
            rule={
                "title": "支委会每月召开一次",
                "summary": "设支委会的支部，每个自然月至少开一次支委会会议。",
                "document": "《中国共产党支部工作条例（试行）》",
                "article": "第十二条",
                "confidence": "原文明确",
                "valid_from": dt.date(2018, 10, 28),
                "value": "每月 1 次",
            },
            qr=sample_qr(),
            notice="各位党员：\n11月26日（周四）19:00在活动室召开支委会，议题两项。\n请准时参加，有事请提前请假。",
            wrong_lines=["第 3 行：身份证号少一位", "第 9 行：没有这个支部"],
            statuses=[400, 403, 1, 404, 405, 409, 410, 413, 429, 500, 503],
            **more,
        )


class Sheet(Open):
    template_name = "ui/gallery_sheet.html"
    title = "支部党员大会签到表"

    def get_context(self, **more: Any) -> dict[str, Any]:
        names = [
            "王秀兰",
            "李强",
            "赵敏",
            "孙涛",
            "周芳",
            "陈刚",
            "刘芳",
            "何建国",
            "郭桂英",
            "欧阳文静",
            "马小军",
            "唐丽",
        ]
        pairs = list(zip(names[::2], names[1::2], strict=True))
        return super().get_context(pairs=pairs, back_href=HERE, day_of=dt.date(2026, 11, 26), **more)


class Form(Open, FormPage):
    title = "新会议"
    lead = "填好就能发通知。带「可不填」的都可以空着。"
    form_class = SampleForm
    submit = "保存"
    done = "已保存。"

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(nav=sample_nav(), **more)

    def perform(self, form: Any) -> None:
        """Nothing: the gallery has no effect."""

    def back_url(self) -> str:
        return str(HERE)


class Confirm(Open, ActionPage):
    title = "归档这次会议"
    question = "归档以后，名单和记录不能再改；发现写错了，可以写明理由重新打开。"
    consequences = ("11月支委会：应到 5 人，实到 4 人，请假 1 人", "本月的「支委会」变为 ● 正常")
    submit = "归档"

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(nav=sample_nav(), **more)

    def perform(self, form: Any) -> None:
        """Nothing: the gallery has no effect."""

    def back_url(self) -> str:
        return str(HERE)


class ErrorPage(Open):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        status = self.kwargs["status"]
        if status == 1:
            return error_page(request, 403, text=CSRF_TEXT)
        if status == 409:
            more: dict[str, Any] = {
                "differences": [Difference("主题", "学习二十届四中全会精神", "学习全会精神，商量换届")],
                "form": SampleForm({"theme": "学习全会精神，商量换届", "on": "2026-11-26", "kind": "c", "way": "room"}),
                "submit": "再次提交",
            }
            return error_page(
                request, 409, reason="张三 2 分钟前改过这一项。", template="ui/conflict.html", back_href=HERE, **more
            )
        return error_page(request, status)
