from django.urls import path

from leitu.pledges.views import papers, reading, settling, signing, speaking

app_name = "pledges"

urlpatterns = [
    path("", reading.Signatures.as_view(), name="list"),
    path("tree/<int:pk>/", reading.Tree.as_view(), name="tree"),
    path("papers/", papers.Papers.as_view(), name="papers"),
    path("papers/require/", papers.RequireLine.as_view(), name="require_line"),
    path("papers/<int:pk>/release/", papers.ReleaseLine.as_view(), name="release_line"),
    path("countersign/", signing.Countersign.as_view(), name="countersign"),
    path("sign/<int:pk>/", signing.Sign.as_view(), name="sign"),
    path("<int:pk>/", reading.Show.as_view(), name="show"),
    path("<int:pk>/add/", signing.AddLine.as_view(), name="add_line"),
    path("<int:pk>/settle/", settling.Settle.as_view(), name="settle"),
    path("lines/<int:pk>/comment/", speaking.WriteComment.as_view(), name="comment"),
    path("comments/<int:pk>/answer/", speaking.Answer.as_view(), name="answer"),
]
