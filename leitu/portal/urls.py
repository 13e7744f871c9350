from django.urls import path

from leitu.portal import mine, openly, views
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
    path("me/", mine.Mine.as_view(), name="mine"),
    path("me/attendance/", mine.MyAttendance.as_view(), name="my_attendance"),
    path("me/branch/", openly.BranchMatters.as_view(), name="branch_matters"),
    path("me/still-here/", mine.StillHere.as_view(), name="still_here"),
    path("me/log/", mine.WhoSaw.as_view(), name="who_saw"),
    path("me/for/<int:pk>/", mine.MineFor.as_view(), name="mine_for"),
    path("search/number/", views.FindByNumber.as_view(), name="find_by_number"),
    path("search/", views.Search.as_view(), name="search"),
]
