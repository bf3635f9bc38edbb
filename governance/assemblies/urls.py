"""The addresses of agenda requests."""

from django.urls import path

from governance.assemblies.views import requests

urlpatterns = [
    path("spaces/<slug:space_slug>/agenda-requests/", requests.agenda_requests, name="agenda-requests"),
    path(
        "spaces/<slug:space_slug>/rooms/<slug:room_slug>/ask-for-item/",
        requests.agenda_request_create,
        name="agenda-request-create",
    ),
    path("agenda-requests/<int:pk>/", requests.agenda_request, name="agenda-request"),
    path("agenda-requests/<int:pk>/withdraw/", requests.agenda_request_withdraw, name="agenda-request-withdraw"),
]
