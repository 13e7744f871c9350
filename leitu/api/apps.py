from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "leitu.api"
    label = "api"
