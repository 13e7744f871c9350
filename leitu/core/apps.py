from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "leitu.core"
    label = "core"
