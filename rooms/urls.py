"""The addresses of rooms and of what is said in them."""

from django.urls import path

from rooms import views, vote_views, writing_views

urlpatterns = [
    path("spaces/<slug:space_slug>/rooms/new/", views.room_create, name="room-create"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/", views.room, name="room"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/settings/", views.room_settings, name="room-settings"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/archive/", views.room_archive, name="room-archive"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/votes/", vote_views.room_votes, name="room-votes"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/votes/new/", vote_views.vote_create, name="vote-create"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/poll/", writing_views.poll_create, name="poll-create"),
    path("polls/<int:pk>/answer/", writing_views.poll_answer, name="poll-answer"),
    path("threads/<int:pk>/names/", writing_views.names, name="thread-names"),
    path("messages/<int:pk>/react/", writing_views.react, name="message-react"),
    path("unfold/", writing_views.unfold, name="unfold"),
    path("threads/<int:pk>/messages/", views.message_post, name="message-post"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/edit/", views.message_edit, name="message-edit"),
    path("messages/<int:pk>/delete/", views.message_delete, name="message-delete"),
    path("messages/<int:pk>/history/", views.message_history, name="message-history"),
    path("preview/", views.preview, name="preview"),
]
