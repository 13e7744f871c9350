from django.urls import path

from leitu.backups import views

app_name = "backups"

urlpatterns = [
    path("", views.BackupList.as_view(), name="list"),
    path("make/", views.Make.as_view(), name="make"),
    path("new-key/", views.NewKey.as_view(), name="new_key"),
    path("receive/", views.Receive.as_view(), name="receive"),
    path("undo/", views.Undo.as_view(), name="undo"),
    path("<str:name>/try-out/", views.TryOut.as_view(), name="try_out"),
    path("undo/ask/", views.AskUndo.as_view(), name="ask_undo"),
    path("<str:name>/restore/ask/", views.AskRestore.as_view(), name="ask_restore"),
    path("<str:name>/restore/", views.Restore.as_view(), name="restore"),
]
