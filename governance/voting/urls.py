"""The addresses of votes that have a page of their own."""

from django.urls import path

from governance.voting import making_views, roll_views, trust, views

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
    path("votes/<int:pk>/roll/", roll_views.roll, name="vote-roll"),
    path("votes/<int:pk>/open/", views.open_vote, name="vote-open"),
    path("votes/<int:pk>/cancel/", views.cancel, name="vote-cancel"),
    path("votes/<int:pk>/change/", making_views.change, name="vote-change"),
    path("votes/<int:pk>/ideas/", making_views.idea_add, name="idea-add"),
    path("votes/<int:pk>/ideas/merge/", making_views.ideas_merge, name="ideas-merge"),
    path("votes/<int:pk>/ideas/settle/", making_views.ideas_settle, name="ideas-settle"),
    path("votes/<int:pk>/ideas/<int:idea_pk>/drop/", making_views.idea_drop, name="idea-drop"),
    *[
        path(f"votes/<int:pk>/ideas/<int:idea_pk>/{act}/", making_views.idea_act, {"act": act}, name=f"idea-{act}")
        for act in ("withdraw", "up", "down")
    ],
    path("spaces/<slug:space_slug>/processes/", making_views.processes, name="processes"),
    path("spaces/<slug:space_slug>/processes/new/", making_views.process_create, name="process-create"),
    path("spaces/<slug:space_slug>/processes/import/", making_views.process_import, name="process-import"),
    path("spaces/<slug:space_slug>/processes/<slug:key>.json", making_views.process_export, name="process-export"),
    path("spaces/<slug:space_slug>/processes/<int:pk>/", making_views.process_change, name="process-change"),
    path("spaces/<slug:space_slug>/processes/<int:pk>/remove/", making_views.process_remove, name="process-remove"),
    path("votes/<int:pk>/calendar.ics", views.calendar, name="vote-calendar"),
    path("votes/<int:pk>/ballots.json", views.published, name="vote-published"),
]
