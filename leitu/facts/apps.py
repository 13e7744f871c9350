from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "leitu.facts"
    label = "facts"
