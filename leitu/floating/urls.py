from django.urls import path

from leitu.floating import views

app_name = "floating"

urlpatterns = [
    path("", views.FloatingList.as_view(), name="list"),
    path("members/<int:pk>/", views.FloatOut.as_view(), name="float_out"),
    path("<int:pk>/", views.Show.as_view(), name="show"),
    path("<int:pk>/arrange/", views.Arrange.as_view(), name="arrange"),
    path("<int:pk>/contact/", views.NoteContact.as_view(), name="note_contact"),
    path("<int:pk>/welcome/", views.Welcome.as_view(), name="welcome"),
    path("<int:pk>/home/", views.ComeHome.as_view(), name="come_home"),
]
