from django.urls import path

from leitu.assessments.views import bulletins, grades, objections, schemes, sheets

app_name = "assessments"

# the converter of days is the one of norms, whose addresses are read before these
SHEET = "sheet/<int:pk>/<slug:scheme>/<day:start>/"

urlpatterns = [
    path("", sheets.Sheets.as_view(), name="list"),
    path(SHEET, sheets.ShowSheet.as_view(), name="sheet"),
    path(f"{SHEET}totals/", sheets.Totals.as_view(), name="totals"),
    path(f"{SHEET}judge/<slug:indicator>/", sheets.Judge.as_view(), name="judge"),
    path("kept/<int:pk>/object/<slug:indicator>/", objections.Object.as_view(), name="object_to"),
    path("objections/", objections.Objections.as_view(), name="objections"),
    path("objections/<int:pk>/", objections.ShowObjection.as_view(), name="objection"),
    path("objections/<int:pk>/uphold/", objections.Uphold.as_view(), name="uphold"),
    path("objections/<int:pk>/refuse/", objections.Refuse.as_view(), name="refuse"),
    path("objections/<int:pk>/withdraw/", objections.Withdraw.as_view(), name="withdraw"),
    path("grades/", grades.Grades.as_view(), name="grades"),
    path("grades/<int:pk>/", grades.ShowGrade.as_view(), name="grade"),
    path("grades/<int:pk>/decide/", grades.Decide.as_view(), name="decide"),
    path("bulletins/", bulletins.Bulletins.as_view(), name="bulletins"),
    path("bulletins/draft/<int:pk>/<slug:kind>/<day:start>/", bulletins.Draft.as_view(), name="draft_bulletin"),
    path("bulletins/<int:pk>/", bulletins.ShowBulletin.as_view(), name="bulletin"),
    path("bulletins/<int:pk>/change/", bulletins.Change.as_view(), name="change_bulletin"),
    path("bulletins/<int:pk>/approve/", bulletins.Approve.as_view(), name="approve_bulletin"),
    path("schemes/", schemes.Schemes.as_view(), name="schemes"),
    path("schemes/load/", schemes.LoadScheme.as_view(), name="load_scheme"),
    path("schemes/<int:pk>/", schemes.ShowScheme.as_view(), name="scheme"),
    path("schemes/<int:pk>/on/", schemes.SwitchOn.as_view(), name="switch_on"),
    path("schemes/<int:pk>/off/", schemes.SwitchOff.as_view(), name="switch_off"),
]
