from django.urls import path

from leitu.oversight import views

app_name = "oversight"

urlpatterns = [
    path("entries/", views.EntryList.as_view(), name="entries"),
    path("chain/", views.Chain.as_view(), name="chain"),
    path("chain/verify/", views.Verify.as_view(), name="verify"),
    path("accounts/", views.AccountList.as_view(), name="accounts"),
    path("sign-ins/", views.SignIns.as_view(), name="sign_ins"),
    path("health/", views.HealthPage.as_view(), name="health"),
    path("retention/", views.Retention.as_view(), name="retention"),
]
