from django.urls import path

from leitu.thematic import views

app_name = "thematic"

urlpatterns = [
    path("", views.Years.as_view(), name="list"),
    path("<int:pk>/<int:year>/", views.Show.as_view(), name="show"),
    path("<int:pk>/<int:year>/draft/", views.Draft.as_view(), name="draft_report"),
    path("report/<int:pk>/change/", views.Change.as_view(), name="change_report"),
    path("report/<int:pk>/send/", views.Send.as_view(), name="send_report"),
    path("report/<int:pk>/take-back/", views.TakeBack.as_view(), name="take_back_report"),
    path("report/<int:pk>/receive/", views.Receive.as_view(), name="receive_report"),
    path("report/<int:pk>/paper/", views.ReportPaper.as_view(), name="paper"),
]
