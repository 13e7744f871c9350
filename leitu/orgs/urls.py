from django.urls import path

from leitu.orgs import views

app_name = "orgs"

urlpatterns = [
    path("", views.UnitList.as_view(), name="list"),
    path("<int:pk>/found/", views.Found.as_view(), name="found"),
    path("<int:pk>/rename/", views.Rename.as_view(), name="rename"),
    path("<int:pk>/correct/", views.Correct.as_view(), name="correct"),
    path("<int:pk>/move/", views.Move.as_view(), name="move"),
    path("<int:pk>/close/", views.Close.as_view(), name="close"),
    path("<int:pk>/revive/", views.Revive.as_view(), name="revive"),
    path("<int:pk>/term/", views.SetTerm.as_view(), name="set_term"),
    path("<int:pk>/grants/", views.Grants.as_view(), name="grants"),
    path("<int:pk>/grants/add/", views.AddGrant.as_view(), name="grant"),
    path("grants/approved/<int:pk>/", views.GrantApproved.as_view(), name="grant_approved"),
    path("grants/<int:pk>/revoke/", views.Revoke.as_view(), name="revoke"),
]
