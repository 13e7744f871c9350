from django.urls import path

from leitu.ui import gallery

app_name = "ui"

urlpatterns = [
    path("", gallery.Gallery.as_view(), name="gallery"),
    path("sheet/", gallery.Sheet.as_view(), name="gallery_sheet"),
    path("form/", gallery.Form.as_view(), name="gallery_form"),
    path("confirm/", gallery.Confirm.as_view(), name="gallery_confirm"),
    path("error/<int:status>/", gallery.ErrorPage.as_view(), name="gallery_error"),
]
