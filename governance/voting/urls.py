"""The addresses of votes that have a page of their own."""

from django.urls import path

from governance.voting import views

urlpatterns = [
    path("votes/<int:pk>/", views.vote, name="vote"),
    path("votes/<int:pk>/cast/", views.cast, name="vote-cast"),
    path("votes/<int:pk>/confirm/", views.confirm, name="vote-confirm"),
    path("votes/<int:pk>/roll/", views.roll, name="vote-roll"),
    path("votes/<int:pk>/open/", views.open_vote, name="vote-open"),
    path("votes/<int:pk>/cancel/", views.cancel, name="vote-cancel"),
    path("votes/<int:pk>/calendar.ics", views.calendar, name="vote-calendar"),
    path("votes/<int:pk>/ballots.json", views.published, name="vote-published"),
]
