from django.urls import path

from leitu.integrity.views import own, risks, rulings

app_name = "integrity"

urlpatterns = [
    path("", risks.Risks.as_view(), name="list"),
    path("add/<int:pk>/", risks.AddRisk.as_view(), name="add_risk"),
    path("<int:pk>/", risks.LookAtRisk.as_view(), name="look_at_risk"),
    path("<int:pk>/change/", risks.ChangeRisk.as_view(), name="change_risk"),
    path("<int:pk>/check/", risks.CheckRisk.as_view(), name="check_risk"),
    path("<int:pk>/retire/", risks.RetireRisk.as_view(), name="retire_risk"),
    path("rulings/", rulings.Rulings.as_view(), name="rulings"),
    path("rulings/enter/<int:pk>/", rulings.EnterRuling.as_view(), name="enter_ruling"),
    path("rulings/counts/", rulings.Counts.as_view(), name="counts"),
    path("rulings/<int:pk>/", rulings.LookAtRuling.as_view(), name="look_at_ruling"),
    path("rulings/<int:pk>/revoke/", rulings.RevokeRuling.as_view(), name="revoke_ruling"),
    path("rulings/<int:pk>/answer/", rulings.AnswerAppeal.as_view(), name="answer_appeal"),
    path("mine/<int:pk>/", own.OwnRuling.as_view(), name="own_ruling"),
    path("mine/<int:pk>/appeal/", own.AppealPage.as_view(), name="appeal"),
]
