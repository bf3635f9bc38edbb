"""The addresses of territories, of where one lives and of who attests it."""

from django.urls import path

from governance.polls.views import polls

urlpatterns = []

# --- Citizen polls ---

urlpatterns += [
    path("polls/<int:pk>/", polls.poll, name="poll"),
    path("polls/<int:pk>/answer/", polls.answer, name="poll-answer"),
    path("polls/<int:pk>/results.csv", polls.results_file, name="poll-results"),
    path("polls/<int:pk>/edit/", polls.poll_change, name="poll-change"),
    path("polls/<int:pk>/open/", polls.poll_open, name="poll-open"),
    path("polls/<int:pk>/cancel/", polls.poll_cancel, name="poll-cancel"),
    path("spaces/<slug:space_slug>/polls/", polls.polls, name="space-polls"),
    path("spaces/<slug:space_slug>/polls/new/", polls.poll_create, name="poll-create"),
]
