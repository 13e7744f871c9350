from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "leitu.reports"
    label = "reports"

    def ready(self) -> None:
        from leitu.audit.sentences import say
        from leitu.norms.offers import register_offer
        from leitu.orgs.exporting import register_printer
        from leitu.people.queries import register_listing
        from leitu.reports import tasks  # noqa: F401  (it registers its jobs)
        from leitu.reports.queries import offer_paper
        from leitu.reports.sentences import SENTENCES
        from leitu.reports.sheets import list_pdf

        register_offer(offer_paper)
        register_printer(list_pdf)
        register_listing("reports.download_ledger")  # it names who was absent
        say(SENTENCES)
