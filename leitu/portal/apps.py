from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "leitu.portal"
    label = "portal"

    def ready(self) -> None:
        from leitu.portal import tasks  # noqa: F401  (plans its job)
