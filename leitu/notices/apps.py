from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "leitu.notices"
    label = "notices"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.core.retention import on_sweep
        from leitu.norms.offers import register_offer
        from leitu.notices import policies, receivers, tasks  # noqa: F401  (they register themselves)
        from leitu.notices.inbox import sweep_messages, sweep_notices
        from leitu.notices.queries import offer_reminder
        from leitu.notices.sentences import SENTENCES

        on_sweep("notices.notices", sweep_notices)
        on_sweep("notices.messages", sweep_messages)
        say(SENTENCES)
        register_offer(offer_reminder)
