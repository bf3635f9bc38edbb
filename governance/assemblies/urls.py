"""The addresses of agenda requests."""

from django.urls import path

from governance.assemblies import views

urlpatterns = [
    path("spaces/<slug:space_slug>/agenda-requests/", views.agenda_requests, name="agenda-requests"),
    path(
        "spaces/<slug:space_slug>/rooms/<slug:room_slug>/ask-for-item/",
        views.agenda_request_create,
        name="agenda-request-create",
    ),
    path("agenda-requests/<int:pk>/", views.agenda_request, name="agenda-request"),
    path("agenda-requests/<int:pk>/withdraw/", views.agenda_request_withdraw, name="agenda-request-withdraw"),
]
