from django.urls import path

from leitu.people.views import imports, inviting, memberships, persons, voice

app_name = "people"

urlpatterns = [
    path("", persons.MemberList.as_view(), name="list"),
    path("objections/", voice.Objections.as_view(), name="objections"),
    path("objections/<int:pk>/answer/", voice.AnswerObjection.as_view(), name="answer_objection"),
    path("objections/<int:pk>/withdraw/", voice.WithdrawObjection.as_view(), name="withdraw_objection"),
    path("confirmations/", voice.Confirmations.as_view(), name="confirmations"),
    path("consents/<int:pk>/end/", voice.WithdrawConsent.as_view(), name="withdraw_consent"),
    path("<int:pk>/object/<slug:line>/", voice.ObjectTo.as_view(), name="object_to"),
    path("<int:pk>/confirm/", voice.Confirm.as_view(), name="confirm"),
    path("<int:pk>/consent/", voice.GiveConsent.as_view(), name="give_consent"),
    path("<int:pk>/record-consent/", voice.RecordConsent.as_view(), name="record_consent"),
    path("<int:pk>/", persons.PersonPage.as_view(), name="show"),
    path("<int:pk>/correct/", persons.CorrectPerson.as_view(), name="correct_person"),
    path("<int:pk>/exempt/", persons.ExemptPage.as_view(), name="exempt"),
    path("<int:pk>/reveal/<slug:field>/", persons.Reveal.as_view(), name="reveal"),
    path("<int:pk>/invite/", persons.Invite.as_view(), name="invite_person"),
    path("import/units/", imports.ImportUnits.as_view(), name="import_units"),
    path("import/units/<str:key>/", imports.ReviewUnits.as_view(), name="review_units"),
    path("import/units/<str:key>/rejects/", imports.UnitsRejects.as_view(), name="units_rejects"),
    path("import/members/", imports.ImportMembers.as_view(), name="import_members"),
    path("import/members/<str:key>/", imports.ReviewMembers.as_view(), name="review_members"),
    path("import/members/<str:key>/rejects/", imports.MembersRejects.as_view(), name="members_rejects"),
    path("units/<int:pk>/register/", memberships.Register.as_view(), name="register_member"),
    path("units/<int:pk>/invite/", inviting.InviteMany.as_view(), name="invite_many"),
    path("units/<int:pk>/appoint/", memberships.Appoint.as_view(), name="appoint"),
    path("memberships/<int:pk>/correct/", memberships.CorrectMembership.as_view(), name="correct_membership"),
    path("memberships/<int:pk>/end/", memberships.EndMembership.as_view(), name="end_membership"),
    path("memberships/<int:pk>/suspend/", memberships.Suspend.as_view(), name="suspend"),
    path("memberships/<int:pk>/lift/", memberships.Lift.as_view(), name="lift_suspension"),
    path("posts/<int:pk>/leave/", memberships.LeavePost.as_view(), name="leave_post"),
    path("posts/<int:pk>/resume/", memberships.ResumePost.as_view(), name="resume_post"),
    path("memberships/<int:pk>/resume/", memberships.ResumeMembership.as_view(), name="resume_membership"),
    path("exemptions/<int:pk>/void/", persons.VoidExemption.as_view(), name="void_exemption"),
    path("exemptions/<int:pk>/end/", persons.EndExemption.as_view(), name="end_exemption"),
]
