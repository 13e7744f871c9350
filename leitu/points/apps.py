from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "leitu.points"
    label = "points"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.core.invariants import register_check
        from leitu.orgs.seeds import on_new_tenant
        from leitu.points import invariants, policies, tasks  # noqa: F401  (permissions and jobs register themselves)
        from leitu.points.seeds import shipped_tables
        from leitu.points.sentences import SENTENCES

        on_new_tenant(shipped_tables)
        register_check("points.tables", invariants.tables_are_as_loaded)
        register_check("points.statements", invariants.statements_can_be_computed_again)
        say(SENTENCES)
