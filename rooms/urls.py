"""The addresses of rooms and of what is said in them."""

from django.urls import path

from rooms import file_views, group_views, hook_views, reading_views, turn_views, views, vote_views

urlpatterns = [
    path("spaces/<slug:space_slug>/rooms/new/", views.room_create, name="room-create"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/", views.room, name="room"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/settings/", views.room_settings, name="room-settings"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/archive/", views.room_archive, name="room-archive"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/group/", group_views.room_group, name="room-group"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/join/", group_views.room_join, name="room-join"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/leave/", group_views.room_leave, name="room-leave"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/accounts/", group_views.accounts, name="room-accounts"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/votes/", vote_views.room_votes, name="room-votes"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/votes/new/", vote_views.vote_create, name="vote-create"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/channel/", hook_views.room_hook, name="room-hook"),
    path("deliveries/<int:pk>/again/", hook_views.delivery_again, name="delivery-again"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/search/", reading_views.room_search, name="room-search"),
    path("threads/<int:pk>/reading/", reading_views.reading, name="reading"),
    path("spaces/<slug:space_slug>/rooms/<slug:room_slug>/files/", file_views.room_files, name="room-files"),
    path("files/<slug:key>/", file_views.file, name="file"),
    path("files/<slug:key>/thumbnail/", file_views.thumbnail, name="file-thumbnail"),
    path("threads/<int:pk>/messages/", views.message_post, name="message-post"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/turn/", turn_views.message_turn, name="message-turn"),
    path("messages/<int:pk>/edit/", views.message_edit, name="message-edit"),
    path("messages/<int:pk>/delete/", views.message_delete, name="message-delete"),
    path("messages/<int:pk>/history/", views.message_history, name="message-history"),
    path("messages/<int:pk>/here/", reading_views.message_here, name="message-here"),
    path("messages/<int:pk>/unread/", reading_views.message_unread, name="message-unread"),
    path("unread/", reading_views.unread, name="unread"),
    path("keys/", reading_views.keys, name="keys"),
    path("preview/", views.preview, name="preview"),
]
