from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "leitu.activities"
    label = "activities"
