from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "leitu.approvals"
    label = "approvals"

    def ready(self) -> None:
        from leitu.approvals.actions.restored import void_asks
        from leitu.approvals.sentences import SENTENCES
        from leitu.audit.sentences import say
        from leitu.core.restored import on_restore

        on_restore("approvals.asks", void_asks)
        say(SENTENCES)
