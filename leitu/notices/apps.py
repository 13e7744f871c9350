from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "leitu.notices"
    label = "notices"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.norms.offers import register_offer
        from leitu.notices import policies, receivers, tasks  # noqa: F401  (they register themselves)
        from leitu.notices.queries import offer_reminder
        from leitu.notices.sentences import SENTENCES

        say(SENTENCES)
        register_offer(offer_reminder)
