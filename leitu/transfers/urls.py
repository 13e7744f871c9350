from django.urls import path

from leitu.transfers.views import acting, reading

app_name = "transfers"

urlpatterns = [
    path("", reading.TransferList.as_view(), name="list"),
    path("<int:pk>/", reading.Show.as_view(), name="show"),
    path("members/<int:pk>/", acting.Ask.as_view(), name="ask"),
    path("units/<int:pk>/letter/", acting.EnterLetter.as_view(), name="enter_letter"),
    path("<int:pk>/issue/", acting.Issue.as_view(), name="issue"),
    path("<int:pk>/renew/", acting.Renew.as_view(), name="renew"),
    path("<int:pk>/receive/", acting.Receive.as_view(), name="receive"),
    path("<int:pk>/route/", acting.Route.as_view(), name="route"),
    path("<int:pk>/refuse/", acting.Refuse.as_view(), name="refuse"),
    path("<int:pk>/uphold/", acting.Uphold.as_view(), name="uphold"),
    path("<int:pk>/overrule/", acting.Overrule.as_view(), name="overrule"),
    path("<int:pk>/recall/", acting.Recall.as_view(), name="recall"),
    path("<int:pk>/urge/", acting.Urge.as_view(), name="urge"),
    path("<int:pk>/slip/", acting.EnterSlip.as_view(), name="enter_slip"),
]
