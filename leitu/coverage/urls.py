from django.urls import path

from leitu.coverage import views

app_name = "coverage"

urlpatterns = [
    path("", views.Workplaces.as_view(), name="list"),
    path("map/", views.Map.as_view(), name="map"),
    path("unit/<int:pk>/add/", views.Add.as_view(), name="add"),
    path("<int:pk>/", views.Show.as_view(), name="show"),
    path("<int:pk>/change/", views.Change.as_view(), name="change"),
    path("<int:pk>/close/", views.Close.as_view(), name="close"),
    path("<int:pk>/reopen/", views.Reopen.as_view(), name="reopen"),
    path("import/", views.ImportWorkplaces.as_view(), name="import_workplaces"),
    path("import/<str:key>/", views.ReviewWorkplaces.as_view(), name="review_workplaces"),
    path("import/<str:key>/rejects/", views.WorkplacesRejects.as_view(), name="workplaces_rejects"),
]
