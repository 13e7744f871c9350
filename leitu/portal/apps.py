from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "leitu.portal"
    label = "portal"
