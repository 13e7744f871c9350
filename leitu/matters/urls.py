from django.urls import path

from leitu.matters.views import campaigns, checking, doing, giving, hearing, ledger, looking, noting, reading, together

app_name = "matters"

urlpatterns = [
    path("", ledger.Ledger.as_view(), name="list"),
    path("note/", noting.Note.as_view(), name="note"),
    path("together/", together.Together.as_view(), name="do_many"),
    path("burden/", giving.Burden.as_view(), name="burden"),
    path("budget/<int:pk>/", giving.SetBudget.as_view(), name="set_budget"),
    path("dispatches/<int:pk>/", giving.DispatchProgress.as_view(), name="dispatch_progress"),
    path("campaigns/", campaigns.Campaigns.as_view(), name="campaigns"),
    path("campaigns/open/", campaigns.OpenCampaign.as_view(), name="open_campaign"),
    path("campaigns/<int:pk>/", campaigns.ShowCampaign.as_view(), name="campaign"),
    path("campaigns/<int:pk>/end/", campaigns.EndCampaign.as_view(), name="end_campaign"),
    path("views/", campaigns.SaveView.as_view(), name="save_view"),
    path("views/<int:pk>/drop/", campaigns.DropView.as_view(), name="drop_view"),
    path("draws/", looking.Draws.as_view(), name="draws"),
    path("draws/<int:pk>/", looking.Draw.as_view(), name="draw"),
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
    path("<int:pk>/split/", giving.Split.as_view(), name="split"),
    path("<int:pk>/evidence/", doing.LinkEvidence.as_view(), name="link_evidence"),
    path("<int:pk>/ask-word/", hearing.AskWord.as_view(), name="ask_word"),
    path("<int:pk>/word-link/", hearing.WordLink.as_view(), name="word_link"),
    path("word/<str:code>/", hearing.AnswerWord.as_view(), name="answer_word"),
    path("<int:pk>/close/", checking.Close.as_view(), name="close"),
    path("<int:pk>/send-back/", checking.SendBack.as_view(), name="send_back"),
    path("<int:pk>/reopen/", checking.Reopen.as_view(), name="reopen"),
    path("<int:pk>/look-back/", checking.LookBack.as_view(), name="look_back"),
    path("<int:pk>/answer-extension/", checking.AnswerExtension.as_view(), name="answer_extension"),
    path("<int:pk>/hand-over/", checking.HandOver.as_view(), name="hand_over"),
]
