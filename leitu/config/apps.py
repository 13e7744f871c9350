from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "leitu.config"
    label = "config"
