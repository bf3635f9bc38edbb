"""The addresses of spaces and of the doors that lead into them."""

from django.urls import path

from governance.organizations import views, voices_views

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
