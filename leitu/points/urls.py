from django.urls import path

from leitu.points import views

app_name = "points"

urlpatterns = [
    path("", views.Members.as_view(), name="list"),
    path("mine/", views.Mine.as_view(), name="mine"),
    path("members/<int:pk>/", views.Show.as_view(), name="show"),
    path("tables/", views.Tables.as_view(), name="tables"),
    path("tables/load/", views.LoadTable.as_view(), name="load_table"),
    path("tables/<int:pk>/", views.ShowTable.as_view(), name="table"),
    path("tables/<int:pk>/switch_on/", views.SwitchOn.as_view(), name="switch_on"),
    path("tables/<int:pk>/switch_off/", views.SwitchOff.as_view(), name="switch_off"),
]
