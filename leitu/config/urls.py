"""Every page of the product, by app."""

from django.urls import include, path

from leitu.config.api import api

urlpatterns = [
    path("", include("leitu.portal.urls")),
    path("accounts/", include("leitu.accounts.urls")),
    path("approvals/", include("leitu.approvals.urls")),
    path("units/", include("leitu.orgs.urls")),
    path("changes/", include("leitu.changes.urls")),
    path("people/", include("leitu.people.urls")),
    path("duplicates/", include("leitu.duplicates.urls")),
    path("transfers/", include("leitu.transfers.urls")),
    path("norms/", include("leitu.norms.urls")),
    path("activities/", include("leitu.activities.urls")),
    path("motions/", include("leitu.motions.urls")),
    path("matters/", include("leitu.matters.urls")),
    path("floating/", include("leitu.floating.urls")),
    path("points/", include("leitu.points.urls")),
    path("guidance/", include("leitu.guidance.urls")),
    path("plans/", include("leitu.plans.urls")),
    path("pledges/", include("leitu.pledges.urls")),
    path("coverage/", include("leitu.coverage.urls")),
    path("handovers/", include("leitu.handovers.urls")),
    path("integrity/", include("leitu.integrity.urls")),
    path("thematic/", include("leitu.thematic.urls")),
    path("assessments/", include("leitu.assessments.urls")),
    path("inspections/", include("leitu.inspections.urls")),
    path("notices/", include("leitu.notices.urls")),
    path("reports/", include("leitu.reports.urls")),
    path("oversight/", include("leitu.oversight.urls")),
    path("backups/", include("leitu.backups.urls")),
    path("ui/", include("leitu.ui.urls")),
    path("api/", api.urls),
]

handler400 = "leitu.ui.errors.bad_request"
handler403 = "leitu.ui.errors.permission_denied"
handler404 = "leitu.ui.errors.page_not_found"
handler500 = "leitu.ui.errors.server_error"
