from django.urls import path

from leitu.inspections.views import answering, bulletins, going, reading, rounds

app_name = "inspections"

urlpatterns = [
    path("", reading.Visits.as_view(), name="list"),
    path("today/", going.Today.as_view(), name="today"),
    path("calendar/", reading.Calendar.as_view(), name="calendar"),
    path("checklists/", reading.Checklists.as_view(), name="checklists"),
    path("rounds/", rounds.Rounds.as_view(), name="rounds"),
    path("rounds/plan/", rounds.PlanRound.as_view(), name="plan_round"),
    path("rounds/<int:pk>/", rounds.RoundPage.as_view(), name="round"),
    path("rounds/<int:pk>/change/", rounds.ChangeRound.as_view(), name="change_round"),
    path("rounds/<int:pk>/draw/", rounds.DrawSample.as_view(), name="draw_sample"),
    path("rounds/<int:pk>/end/", rounds.EndRound.as_view(), name="end_round"),
    path("rounds/<int:pk>/bulletin/", bulletins.Draft.as_view(), name="draft_bulletin"),
    path("bulletins/<int:pk>/", bulletins.Show.as_view(), name="bulletin"),
    path("bulletins/<int:pk>/change/", bulletins.Change.as_view(), name="change_bulletin"),
    path("bulletins/<int:pk>/issue/", bulletins.Issue.as_view(), name="issue_bulletin"),
    path("rounds/<int:pk>/proof/", reading.ProofPage.as_view(), name="proof"),
    path("draws/<int:pk>/visit/", going.Submit.as_view(), name="submit"),
    path("<int:pk>/", reading.Show.as_view(), name="show"),
    path("<int:pk>/confirm/", answering.Confirm.as_view(), name="confirm"),
    path("<int:pk>/rate/", answering.Rate.as_view(), name="rate"),
]
