from django.urls import path

from leitu.approvals import views

app_name = "approvals"

urlpatterns = [
    path("", views.AskList.as_view(), name="list"),
    path("<int:pk>/", views.Show.as_view(), name="show"),
    path("<int:pk>/approve/", views.Approve.as_view(), name="approve"),
    path("<int:pk>/refuse/", views.Refuse.as_view(), name="refuse"),
    path("<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
]
