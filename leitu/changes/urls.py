from django.urls import path

from leitu.changes import views

app_name = "changes"

urlpatterns = [
    path("", views.Changes.as_view(), name="list"),
    path("unit/<int:pk>/", views.Start.as_view(), name="start"),
    path("unit/<int:pk>/<slug:kind>/", views.Prepare.as_view(), name="prepare"),
    path("<int:pk>/", views.Show.as_view(), name="show"),
    path("<int:pk>/carry-out/", views.CarryOut.as_view(), name="carry_out"),
    path("<int:pk>/schedule/", views.Schedule.as_view(), name="schedule"),
    path("<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/undo/", views.Undo.as_view(), name="undo"),
]
