from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "leitu.orgs"
    label = "orgs"
