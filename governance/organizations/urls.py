"""The addresses of spaces and of the doors that lead into them."""

from django.urls import path

from governance.organizations import association_views, entry_views, views, voices_views

urlpatterns = [
    path("spaces/new/", views.space_create, name="space-create"),
    path("spaces/<slug:space_slug>/activity/", views.activity, name="space-activity"),
    path("spaces/<slug:space_slug>/members/", views.members, name="space-members"),
    path("spaces/<slug:space_slug>/members/<int:pk>/role/", views.member_role, name="member-role"),
    path("spaces/<slug:space_slug>/members/<int:pk>/end/", views.member_end, name="member-end"),
    path("spaces/<slug:space_slug>/members/<int:pk>/on-leave/", views.member_on_leave, name="member-on-leave"),
    path("spaces/<slug:space_slug>/members/<int:pk>/back/", views.member_back, name="member-back"),
    path("spaces/<slug:space_slug>/requests/<int:pk>/", views.join_request, name="join-request"),
    path("spaces/<slug:space_slug>/invite/", views.invite, name="space-invite"),
    path("spaces/<slug:space_slug>/join/", views.join, name="space-join"),
    path("spaces/<slug:space_slug>/leave/", views.leave, name="space-leave"),
    path("spaces/<slug:space_slug>/settings/", views.settle, name="space-settings"),
    path("spaces/<slug:space_slug>/voices/", voices_views.voices, name="space-voices"),
    path("spaces/<slug:space_slug>/projects/new/", views.project_create, name="project-create"),
    path("invitations/<slug:token>/", views.invitation, name="invitation"),
]

# --- The association ---------------------------------------------------------------------------------

HERE = "spaces/<slug:space_slug>/association/"
MEMBER = HERE + "members/<int:pk>/"
APPLICATION = HERE + "applications/<int:pk>/"

urlpatterns += [
    path(HERE + "members/", association_views.members, name="association-members"),
    path(MEMBER, association_views.member, name="association-member"),
    path(MEMBER + "paid/", association_views.mark_paid, name="association-paid"),
    path(MEMBER + "notice/", association_views.send_notice, name="association-notice"),
    path(MEMBER + "strike-off/", association_views.strike_off, name="association-strike-off"),
    path(MEMBER + "death/", association_views.record_death, name="association-death"),
    path(MEMBER + "representative/", association_views.representative, name="association-representative"),
    path(HERE + "name/", association_views.name_member, name="association-name"),
    path(MEMBER + "exclusion/", association_views.exclusion_open, name="exclusion-open"),
    path(HERE + "exclusions/<int:pk>/", association_views.exclusion, name="exclusion"),
    path(HERE + "dues/", association_views.dues_table, name="association-dues"),
    path(HERE + "dues/<int:pk>/cancel/", association_views.cancel_dues, name="dues-cancel"),
    path(HERE + "fees/", association_views.fees, name="association-fees"),
    path(HERE + "rules/", association_views.rules, name="association-rules"),
    path(HERE + "accounts/", association_views.accounts, name="association-accounts"),
    path(HERE + "accounts/<int:pk>/withdraw/", association_views.withdraw_accounts, name="accounts-withdraw"),
    path(HERE + "commission/", association_views.commission, name="association-commission"),
    path(HERE + "commission/<int:pk>/end/", association_views.end_seat, name="commission-end"),
    path(HERE + "questionnaire/", association_views.questionnaire, name="association-questionnaire"),
    path(HERE + "resign/", association_views.resign, name="association-resign"),
    path(HERE + "apply/", entry_views.apply, name="apply"),
    path(HERE + "applications/", entry_views.applications, name="applications"),
    path(APPLICATION, entry_views.application, name="application"),
    path(APPLICATION + "answer/", entry_views.answer, name="application-answer"),
    path(APPLICATION + "validate/", entry_views.validate, name="application-validate"),
    path(APPLICATION + "guardian/", entry_views.note_guardian, name="application-guardian"),
    path(APPLICATION + "decide/", entry_views.decide, name="application-decide"),
    path(APPLICATION + "sign/", entry_views.sign, name="application-sign"),
    path(APPLICATION + "withdraw/", entry_views.withdraw, name="application-withdraw"),
    path("spaces/<slug:space_slug>/projects/ask/", entry_views.ask_for_project, name="project-ask"),
    path("spaces/<slug:space_slug>/projects/requests/<int:pk>/", entry_views.project_request, name="project-request"),
    path(
        "spaces/<slug:space_slug>/projects/requests/<int:pk>/withdraw/",
        entry_views.withdraw_project,
        name="project-request-withdraw",
    ),
    path("spaces/<slug:space_slug>/sponsor/", entry_views.sponsor, name="space-sponsor"),
]
