from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "leitu.accounts"
    label = "accounts"

    def ready(self) -> None:
        from leitu.accounts import receivers  # noqa: F401  (connects itself)
