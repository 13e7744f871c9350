from django.urls import path

from leitu.matters.views import checking, doing, ledger, noting, reading, together

app_name = "matters"

urlpatterns = [
    path("", ledger.Ledger.as_view(), name="list"),
    path("note/", noting.Note.as_view(), name="note"),
    path("together/", together.Together.as_view(), name="do_many"),
    path("<int:pk>/", reading.Show.as_view(), name="show"),
    path("<int:pk>/change/", noting.Change.as_view(), name="change"),
    path("<int:pk>/publish/", noting.Publish.as_view(), name="publish"),
    path("<int:pk>/set-aside/", noting.SetAside.as_view(), name="set_aside"),
    path("<int:pk>/take-up/", noting.TakeUp.as_view(), name="take_up"),
    path("<int:pk>/begin/", doing.Begin.as_view(), name="begin"),
    path("<int:pk>/progress/", doing.Progress.as_view(), name="progress"),
    path("<int:pk>/request-close/", doing.RequestClose.as_view(), name="request_close"),
    path("<int:pk>/extend/", doing.Extend.as_view(), name="extend"),
    path("<int:pk>/assign/", doing.Assign.as_view(), name="assign"),
    path("<int:pk>/involve/", doing.Involve.as_view(), name="involve"),
    path("<int:pk>/split/", doing.Split.as_view(), name="split"),
    path("<int:pk>/evidence/", doing.LinkEvidence.as_view(), name="link_evidence"),
    path("<int:pk>/close/", checking.Close.as_view(), name="close"),
    path("<int:pk>/send-back/", checking.SendBack.as_view(), name="send_back"),
    path("<int:pk>/reopen/", checking.Reopen.as_view(), name="reopen"),
    path("<int:pk>/answer-extension/", checking.AnswerExtension.as_view(), name="answer_extension"),
    path("<int:pk>/hand-over/", checking.HandOver.as_view(), name="hand_over"),
]
