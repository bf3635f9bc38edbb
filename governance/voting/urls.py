"""The addresses of votes that have a page of their own."""

from django.urls import path

from governance.voting import trust, views

urlpatterns = [
    path("votes/secret/", trust.guarantees, name="vote-guarantees"),
    path("votes/extract/", trust.check_extract, name="vote-check-extract"),
    path("votes/<int:pk>/lists/", trust.lists, name="vote-lists"),
    path("votes/<int:pk>/codes.txt", trust.codes, name="vote-codes"),
    path("votes/<int:pk>/count.py", trust.script, name="vote-script"),
    path("votes/<int:pk>/extract.json", trust.extract, name="vote-extract"),
    path("votes/<int:pk>/", views.vote, name="vote"),
    path("votes/<int:pk>/cast/", views.cast, name="vote-cast"),
    path("votes/<int:pk>/confirm/", views.confirm, name="vote-confirm"),
    path("votes/<int:pk>/roll/", views.roll, name="vote-roll"),
    path("votes/<int:pk>/open/", views.open_vote, name="vote-open"),
    path("votes/<int:pk>/cancel/", views.cancel, name="vote-cancel"),
    path("votes/<int:pk>/ballots.json", views.published, name="vote-published"),
]
