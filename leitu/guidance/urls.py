from django.urls import path

from leitu.guidance.views import cases, liaisons

app_name = "guidance"

urlpatterns = [
    path("", liaisons.Matrix.as_view(), name="list"),
    path("assign/", liaisons.Assign.as_view(), name="assign"),
    path("<int:pk>/", liaisons.Show.as_view(), name="show"),
    path("<int:pk>/visit/", liaisons.WriteVisit.as_view(), name="visit"),
    path("<int:pk>/end/", liaisons.End.as_view(), name="end"),
    path("visits/<int:pk>/withdraw/", liaisons.WithdrawVisit.as_view(), name="withdraw_visit"),
    path("weak/", cases.Cases.as_view(), name="cases"),
    path("weak/list/<int:pk>/", cases.ListUnit.as_view(), name="list_unit"),
    path("weak/<int:pk>/", cases.Case.as_view(), name="case"),
    path("weak/<int:pk>/plan/", cases.PlanCase.as_view(), name="plan_case"),
    path("weak/<int:pk>/ask/", cases.AskAcceptance.as_view(), name="ask_acceptance"),
    path("weak/<int:pk>/accept/", cases.Accept.as_view(), name="accept"),
    path("weak/<int:pk>/return/", cases.ReturnCase.as_view(), name="return_case"),
    path("weak/<int:pk>/withdraw/", cases.WithdrawCase.as_view(), name="withdraw_case"),
]
