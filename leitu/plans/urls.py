from django.urls import path

from leitu.plans.views import reading, writing

app_name = "plans"

urlpatterns = [
    path("", reading.Board.as_view(), name="show"),
    path("all/", reading.Plans.as_view(), name="list"),
    path("<int:pk>/draw-up/", writing.DrawUp.as_view(), name="draw_up"),
    path("<int:pk>/add/", writing.AddLine.as_view(), name="add_line"),
    path("<int:pk>/issue/", writing.Issue.as_view(), name="issue"),
    path("lines/<int:pk>/change/", writing.ChangeLine.as_view(), name="change_line"),
    path("lines/<int:pk>/drop/", writing.DropLine.as_view(), name="drop_line"),
]
