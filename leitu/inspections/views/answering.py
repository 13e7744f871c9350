"""What the inspected unit does with a record: read, confirm, say something, judge the visit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.inspections import actions, forms, policies
from leitu.inspections.models import Inspection
from leitu.inspections.views.reading import OfVisit
from leitu.ui.views import ActionPage, FormPage


class Confirm(OfVisit, ActionPage):
    permission = policies.ANSWER
    form_class = forms.RemarkForm
    title, submit = _("确认检查记录"), _("确认看过")
    question = _("这份记录看过了吗？")
    consequences = (_("确认只表示看过、听过，不等于同意。有不同看法，写一句，和记录一起留下。"),)
    done = _("已确认。")

    def perform(self, form: Any) -> Inspection:
        return actions.confirm(
            actor=self.actor, inspection=self.object, remark=form.cleaned_data["remark"], version=self.version
        )


class Rate(OfVisit, FormPage):
    """Three questions; whoever came never sees one unit's answers."""

    permission = policies.ANSWER
    form_class = forms.RatingForm
    title, submit = _("评一评这次检查"), _("提交评价")
    lead = _("三个问题，不记名：检查的同志看不到是谁评的，满五份才显示合计。")
    done = _("谢谢，评价已经收下。")

    def perform(self, form: Any) -> Inspection:
        return actions.rate(actor=self.actor, inspection=self.object, **form.values)
