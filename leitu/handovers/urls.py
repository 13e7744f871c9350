from django.urls import path

from leitu.handovers import views

app_name = "handovers"

urlpatterns = [
    path("", views.Handovers.as_view(), name="list"),
    path("post/<int:pk>/", views.Begin.as_view(), name="begin"),
    path("<int:pk>/", views.Show.as_view(), name="show"),
    path("<int:pk>/write/", views.Write.as_view(), name="write"),
    path("<int:pk>/give/", views.Give.as_view(), name="give"),
    path("<int:pk>/take/", views.Take.as_view(), name="take"),
    path("<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
]
