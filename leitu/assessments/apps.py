from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "leitu.assessments"
    label = "assessments"

    def ready(self) -> None:
        from leitu.assessments import invariants, policies, tasks  # noqa: F401  (permissions and jobs register themselves)
        from leitu.assessments.seeds import shipped_schemes
        from leitu.assessments.sentences import SENTENCES
        from leitu.audit.sentences import say
        from leitu.core.invariants import register_check
        from leitu.orgs.seeds import on_new_tenant

        on_new_tenant(shipped_schemes)
        register_check("assessments.schemes", invariants.schemes_are_as_loaded)
        register_check("assessments.sheets", invariants.sheets_can_be_computed_again)
        say(SENTENCES)
