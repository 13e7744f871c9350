from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "leitu.accounts"
    label = "accounts"
