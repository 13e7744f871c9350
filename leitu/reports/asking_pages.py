"""自己查数 on the screen: a question in the address, its table and its picture; saved questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.periods import add_months
from leitu.orgs.access import grants_of
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.people import policies as people_policies
from leitu.reports import actions, forms, policies
from leitu.reports.asking import ALL, GROUPS, KIND, MONTH, UNIT, Answer, Line, Question, answer, longest
from leitu.reports.models import SavedQuestion
from leitu.ui.exporting import Exportable
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, FormPage, Page

ROW, LABEL, WIDE = 24, 130, 170
"""Of the picture: height of a line, room for its label, length of the longest bar."""
MOST_BARS = 40
MOST_OF_LABEL = 10


@dataclass(frozen=True)
class Drawn:
    """A bar of the picture, with the words beside it."""

    y: int
    text_y: int
    label: str
    width: float
    number_x: float
    shown: str


def drawn(lines: list[Line]) -> list[Drawn]:
    """The lines as bars, scaled to the longest; none when there is nothing to compare."""
    most = longest(lines)
    if not most or not 1 < len(lines) <= MOST_BARS:
        return []
    found = []
    for place, line in enumerate(lines):
        label = line.label if len(line.label) <= MOST_OF_LABEL else f"{line.label[: MOST_OF_LABEL - 1]}…"
        width = round((line.number or 0) * WIDE / most, 1)
        found.append(Drawn(place * ROW + 4, place * ROW + 16, label, width, LABEL + width + 6, line.shown))
    return found


def unit_asked(page: Any, asked: Any) -> Unit:
    """The unit with that key, else the highest at which one may ask. Raises Http404."""
    seen = Unit.objects.visible_to(page.actor, policies.ASK)
    if asked:
        rows = seen.filter(pk=asked)
    else:
        own = [grant.unit_id for grant in grants_of(page.actor, policies.ASK)]
        rows = seen.filter(pk__in=own).order_by("parent_id", "pk")
    found: Unit | None = rows.select_related("parent").first()
    if found is None:
        raise Http404
    return found


def own_questions(actor: Any) -> "QuerySet[SavedQuestion]":
    """The saved questions of the actor, by name."""
    mine = SavedQuestion.objects.filter(tenant_id=actor.tenant_id, user_id=actor.user_id or -1)
    return mine.order_by("name", "pk")


class Ask(Exportable, Page):
    """What, how split, from when to when: the table, its picture, the same as a file."""

    permission = policies.ASK
    template_name = "reports/ask.html"
    title = gettext_lazy("自己查数")
    handed_out_by = staticmethod(export_list)

    @cached_property
    def form(self) -> forms.AskForm:
        given = self.request.GET.copy()
        if not given.get("what"):  # the fields say what is on the page
            given["what"], given["group"] = ALL, given.get("group") or KIND
        return forms.AskForm(given, may_count_members=people_policies.VIEW.allowed_anywhere(self.actor))

    @cached_property
    def unit(self) -> Unit:
        valid = self.form.is_valid()
        return unit_asked(self, self.form.cleaned_data.get("unit") if valid else None)

    @cached_property
    def question(self) -> Question | None:
        """What was asked, None where it makes no sense: the form says why."""
        if not self.form.is_valid():
            return None
        try:
            return self.form.question(self.unit)
        except ValidationError as problem:
            self.form.add_error(None, problem)
            return None

    @cached_property
    def answer(self) -> Answer | None:
        return answer(self.actor, self.question) if self.question is not None else None

    def about(self) -> Unit:
        return self.unit

    def get_columns(self) -> list[Column]:
        label = GROUPS[self.question.group] if self.question is not None else _("项目")
        return [
            Column(label, value="label", width=40),
            Column(_("数量"), numeric=True, value="shown", width=14),
        ]

    def exported_rows(self) -> tuple[Iterable[Any], int]:
        rows = [*self.answer.lines, self.answer.total] if self.answer is not None else []
        return rows, len(rows)

    def filters_in_words(self) -> list[str]:
        asked = self.question
        if asked is None:
            return []
        return [
            self.unit.name,
            asked.title,
            _("%(since)s 至 %(until)s") % {"since": asked.span.start, "until": asked.span.end},
        ]

    def href(self, **changed: Any) -> str:
        """This question with something else in it."""
        asked = self.question
        assert asked is not None
        given = {
            "what": asked.what,
            "group": asked.group,
            "since": asked.span.start,
            "until": asked.span.end,
            "unit": asked.unit.pk,
        }
        return f"{reverse('reports:ask')}?{urlencode({**given, **changed})}"

    def line_href(self, line: Line) -> str:
        """One step closer: the unit of a line, or its month by units."""
        if line.key:
            return self.href(unit=line.key)
        if line.month is not None and self.question is not None:
            span = self.question.span
            last = min(add_months(line.month, 1).replace(day=1) - line.month.resolution, span.end)
            return self.href(group=UNIT, since=max(line.month, span.start), until=last)
        return ""

    def get_context(self, **more: Any) -> dict[str, Any]:
        asked, found = self.question, self.answer
        context: dict[str, Any] = {"form": self.form, "unit": self.unit, "saved": own_questions(self.actor)}
        if asked is not None and found is not None:
            above = self.unit.parent
            is_above = above is not None and policies.ASK.allows(self.actor, above)
            context |= {
                "asked": asked,
                "answer": found,
                "lines": [(line, self.line_href(line)) for line in found.lines],
                "columns": self.get_columns(),
                "bars": drawn(found.lines),
                "height": len(found.lines) * ROW,
                "width": LABEL + WIDE + 60,
                "bar_x": LABEL,
                "export_href": self.export_href,
                "above_href": self.href(unit=above.pk) if is_above and above is not None else "",
                "groups": [
                    Link(str(label), self.href(group=group), current=group == asked.group)
                    for group, label in GROUPS.items()
                    if asked.what != ALL or group not in (UNIT, MONTH)
                ],
                "save_href": f"{reverse('reports:save_question')}?{self.href().partition('?')[2]}",
            }
        return super().get_context(**context, **more)


class SaveQuestion(FormPage):
    """A name for the question in the address; below, what is saved already."""

    permission = policies.OWN_QUESTION
    form_class = forms.SaveForm
    template_name = "reports/save_question.html"
    title, submit, done = gettext_lazy("存下查询"), gettext_lazy("存下"), gettext_lazy("存下了，在查数页的上面。")
    lead = gettext_lazy("起个名字，下次一点就是。日期照这次的存，只有您自己看得到。")

    @property
    def query(self) -> str:
        """What of the address is kept."""
        asked: QueryDict = self.request.GET
        return urlencode({name: str(asked[name])[:40] for name in forms.AskForm.base_fields if asked.get(name)})

    def get_crumbs(self) -> list[Link]:
        return [Link(_("自己查数"), reverse("reports:ask"))]

    def back_url(self) -> str:
        return f"{reverse('reports:ask')}?{self.query}"

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(saved=own_questions(self.actor), **more)

    def perform(self, form: Any) -> SavedQuestion:
        return actions.save_question(actor=self.actor, name=form.cleaned_data["name"], query=self.query)


class DropQuestion(ActionPage):
    permission = policies.OWN_QUESTION
    model = SavedQuestion
    title, question, submit = gettext_lazy("删掉"), gettext_lazy("删掉这个查询吗？"), gettext_lazy("删掉")
    done = gettext_lazy("删掉了。")

    def get_queryset(self) -> "QuerySet[Any]":
        return own_questions(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("自己查数"), reverse("reports:ask"))]

    def back_url(self) -> str:
        return reverse("reports:ask")

    def perform(self, form: Any) -> None:
        actions.drop_question(actor=self.actor, question=self.object)

    def success_url(self, result: Any) -> str:
        return reverse("reports:ask")
