from django.urls import path

from leitu.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("unit/<int:pk>/", views.UnitPage.as_view(), name="unit"),
    path("dashboard/", views.Dashboard.as_view(), name="dashboard"),
    path("quality/", views.Quality.as_view(), name="quality"),
    path("search/", views.Search.as_view(), name="search"),
]
