"""The pages that import units and members."""

from django.utils.translation import gettext_lazy as _

from leitu.orgs import policies as org_policies
from leitu.people import policies
from leitu.people.importing import MEMBERS, UNITS, import_members, import_units
from leitu.people.importing.pages import ImportPage, RejectsPage, ReviewPage, UploadPage
from leitu.ui.parts import Text


class UnitsImport(ImportPage):
    permission = org_policies.MANAGE
    title: Text = _("导入党组织")
    layout, importer = UNITS, staticmethod(import_units)
    home = ("orgs:list", _("党组织"))
    upload, review, rejects = "people:import_units", "people:review_units", "people:units_rejects"


class MembersImport(ImportPage):
    permission = policies.MANAGE
    title: Text = _("导入党员名册")
    layout, importer = MEMBERS, staticmethod(import_members)
    home = ("people:list", _("党员"))
    upload, review, rejects = "people:import_members", "people:review_members", "people:members_rejects"


class ImportUnits(UnitsImport, UploadPage):
    lead = _("党组织名单建起组织树：上级、类别、届满日期和书记。")


class ReviewUnits(UnitsImport, ReviewPage):
    pass


class UnitsRejects(UnitsImport, RejectsPage):
    pass


class ImportMembers(MembersImport, UploadPage):
    lead = _("照党员基本信息采集表的十六项。先导入党组织，再导入名册。")


class ReviewMembers(MembersImport, ReviewPage):
    pass


class MembersRejects(MembersImport, RejectsPage):
    pass
