from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "leitu.files"
    label = "files"
