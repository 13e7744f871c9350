from django.urls import path

from leitu.activities.views import imports, join, keeping, plans, reading

app_name = "activities"

urlpatterns = [
    path("", plans.ActivityList.as_view(), name="list"),
    path("plan/", plans.Plan.as_view(), name="plan"),
    path("import/", imports.ImportActivities.as_view(), name="import_activities"),
    path("import/<str:key>/", imports.ReviewImport.as_view(), name="review_import"),
    path("import/<str:key>/rejects/", imports.ImportRejects.as_view(), name="import_rejects"),
    path("<int:pk>/", reading.Show.as_view(), name="show"),
    path("<int:pk>/update/", plans.Update.as_view(), name="update"),
    path("<int:pk>/notify/", plans.Notify.as_view(), name="notify"),
    path("<int:pk>/cancel/", plans.Cancel.as_view(), name="cancel"),
    path("<int:pk>/waive/", plans.WaiveActivity.as_view(), name="waive_activity"),
    path("<int:pk>/answer/", keeping.Answer.as_view(), name="answer"),
    path("<int:pk>/recorder/", keeping.HandRoll.as_view(), name="hand_roll"),
    path("<int:pk>/start/", keeping.Start.as_view(), name="start"),
    path("<int:pk>/roll/", keeping.SaveRoll.as_view(), name="save_roll"),
    path("<int:pk>/presence/", reading.Presence.as_view(), name="presence"),
    path("<int:pk>/end/", keeping.End.as_view(), name="end"),
    path("<int:pk>/minutes/", reading.MinutesPage.as_view(), name="minutes"),
    path("<int:pk>/minutes/write/", keeping.WriteMinutes.as_view(), name="write_minutes"),
    path("<int:pk>/resolutions/", keeping.Resolve.as_view(), name="resolve"),
    path("<int:pk>/resolutions/<int:resolution>/", keeping.Resolve.as_view(), name="correct_resolution"),
    path(
        "<int:pk>/resolutions/<int:resolution>/withdraw/",
        keeping.WithdrawResolution.as_view(),
        name="withdraw_resolution",
    ),
    path("<int:pk>/archive/", keeping.Archive.as_view(), name="archive"),
    path("<int:pk>/reopen/", keeping.Reopen.as_view(), name="reopen"),
    path("<int:pk>/reinstate/", plans.Reinstate.as_view(), name="reinstate"),
    path("<int:pk>/step-back/", keeping.StepBack.as_view(), name="step_back"),
    path("<int:pk>/sitting/", keeping.Sitting.as_view(), name="sitting"),
    path("<int:pk>/sheet/", reading.Sheet.as_view(), name="sheet"),
    path("<int:pk>/projector/", reading.Projector.as_view(), name="projector"),
    path("join/<str:secret>/", join.Join.as_view(), name="join"),
]
