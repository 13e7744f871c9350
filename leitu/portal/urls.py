from django.urls import path

from leitu.portal import views
from leitu.portal.calendar import views as calendar
from leitu.portal.dashboard import Dashboard

app_name = "portal"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("unit/<int:pk>/", views.UnitPage.as_view(), name="unit"),
    path("dashboard/", Dashboard.as_view(), name="dashboard"),
    path("calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("calendar/subscribe/", calendar.Subscribe.as_view(), name="subscribe"),
    path("calendar/feed/<str:code>.ics", calendar.Feed.as_view(), name="calendar_feed"),
    path("quality/", views.Quality.as_view(), name="quality"),
    path("search/", views.Search.as_view(), name="search"),
]
