from django.urls import path

from leitu.motions import views

app_name = "motions"

urlpatterns = [
    path("of/<int:pk>/", views.Motions.as_view(), name="list"),
    path("of/<int:pk>/put/", views.Put.as_view(), name="put"),
    path("<int:pk>/decide/", views.Decide.as_view(), name="decide"),
    path("<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/issue/", views.Issue.as_view(), name="issue"),
]
