"""The pages that import ledgers."""

from django.utils.translation import gettext_lazy as _

from leitu.activities import policies
from leitu.activities.importing import ACTIVITIES, import_activities
from leitu.people.importing.pages import ImportPage, RejectsPage, ReviewPage, UploadPage
from leitu.ui.parts import Text


class LedgerImport(ImportPage):
    permission = policies.IMPORT
    title: Text = _("导入组织生活台账")
    layout, importer = ACTIVITIES, staticmethod(import_activities)
    home = ("activities:list", _("组织生活"))
    upload, review, rejects = "activities:import_activities", "activities:review_import", "activities:import_rejects"


class ImportActivities(LedgerImport, UploadPage):
    lead = _("一行是一次会或一次活动。缺席名单里没有的人都算到会。先导入党员名册，再导入台账。")


class ReviewImport(LedgerImport, ReviewPage):
    pass


class ImportRejects(LedgerImport, RejectsPage):
    pass
