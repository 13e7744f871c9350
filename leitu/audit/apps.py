from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "leitu.audit"
    label = "audit"

    def ready(self) -> None:
        from leitu.audit import tasks  # noqa: F401
