from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "leitu.people"
    label = "people"
