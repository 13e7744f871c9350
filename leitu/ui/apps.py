"""Registers the start-up check of the pages and the wording of forms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "leitu.ui"
    label = "ui"
    verbose_name = _("界面")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leitu.ui import checks  # noqa: F401  (registers itself)
        from leitu.ui.wording import use_plain_words

        use_plain_words()
