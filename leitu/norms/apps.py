from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "leitu.norms"
    label = "norms"
