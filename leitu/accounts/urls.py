from django.urls import path

from leitu.accounts.views import administered, api_tokens, entrance, own

app_name = "accounts"

urlpatterns = [
    path("sign-in/", entrance.SignIn.as_view(), name="sign_in"),
    path("second-factor/", entrance.SecondFactor.as_view(), name="second_factor"),
    path("second-factor/passkey/", entrance.UsePasskey.as_view(), name="use_passkey"),
    path("sign-out/", entrance.SignOut.as_view(), name="sign_out"),
    path("invitation/", entrance.EnterInvitation.as_view(), name="enter_invitation"),
    path("invitation/accept/", entrance.Accept.as_view(), name="accept"),
    path("invitation/<slug:token>/", entrance.OpenInvitation.as_view(), name="open_invitation"),
    path("demo/", entrance.DemoSignIn.as_view(), name="demo_login"),
    path("", own.Account.as_view(), name="account"),
    path("password/", own.ChangePassword.as_view(), name="change_password"),
    path("factors/enrol/", own.EnrolFactor.as_view(), name="enrol_factor"),
    path("factors/passkey/", own.EnrolPasskey.as_view(), name="enrol_passkey"),
    path("factors/<int:pk>/remove/", own.RemoveFactor.as_view(), name="remove_factor"),
    path("recovery-codes/", own.RenewRecoveryCodes.as_view(), name="renew_recovery_codes"),
    path("tokens/make/", api_tokens.MakeToken.as_view(), name="make_token"),
    path("tokens/<int:pk>/withdraw/", api_tokens.WithdrawToken.as_view(), name="withdraw_token"),
    path("sessions/end-others/", own.EndOtherSessions.as_view(), name="end_other_sessions"),
    path("sessions/<int:pk>/end/", own.EndSession.as_view(), name="end_session"),
    path("invitations/", administered.InvitationSheets.as_view(), name="invitation_sheets"),
    path("<int:pk>/invitation/", administered.InvitationSheet.as_view(), name="invitation_sheet"),
    path("<int:pk>/withdraw-invitation/", administered.WithdrawInvitation.as_view(), name="withdraw_invitation"),
    path("<int:pk>/deactivate/", administered.Deactivate.as_view(), name="deactivate"),
    path("<int:pk>/reactivate/", administered.Reactivate.as_view(), name="reactivate"),
    path("<int:pk>/reset-factors/", administered.ResetFactors.as_view(), name="reset_factors"),
]
