from django.urls import path

from leitu.duplicates import views

app_name = "duplicates"

urlpatterns = [
    path("", views.Pairs.as_view(), name="list"),
    path("<int:pk>/merge/", views.MergePage.as_view(), name="merge"),
    path("<int:pk>/apart/", views.KeepApart.as_view(), name="keep_apart"),
    path("merges/<int:pk>/undo/", views.Undo.as_view(), name="undo"),
]
