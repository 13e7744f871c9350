from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "leitu.audit"
    label = "audit"
