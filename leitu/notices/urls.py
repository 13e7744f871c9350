from django.urls import path

from leitu.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.Inbox.as_view(), name="list"),
    path("<int:pk>/", views.Open.as_view(), name="open"),
    path("known/", views.KnowAll.as_view(), name="know_all"),
    path("settings/", views.Choose.as_view(), name="choose"),
    path("units/<int:pk>/remind/", views.Remind.as_view(), name="remind"),
    path("units/<int:pk>/channels/", views.Channels.as_view(), name="channels"),
    path("units/<int:pk>/retry/", views.Retry.as_view(), name="retry"),
    path("channels/<int:pk>/remove/", views.RemoveChannel.as_view(), name="remove_channel"),
    path("channels/<int:pk>/restore/", views.RestoreChannel.as_view(), name="restore_channel"),
]
