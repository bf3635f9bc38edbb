"""Every address of Palabre, grouped by the app that answers."""

from django.contrib import admin
from django.urls import include, path

from governance import calendars, views, weeks
from governance.house_rules.views import house_rules

handler400 = "governance.views.unreadable"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("governance.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("regles/", house_rules, name="house-rules"),
    path("admin/", admin.site.urls),
    path("", include("governance.assemblies.urls")),
    path("", include("proposals.urls")),
    path("", include("governance.texts.urls")),
    path("", include("governance.voting.urls")),
    path("", include("governance.polls.urls")),
    path("", include("governance.organizations.urls")),
    path("spaces/<slug:space_slug>/", views.space, name="space"),
    path("spaces/<slug:space_slug>/association/", views.association, name="association"),
    path("spaces/<slug:space_slug>/week/", weeks.this_week, name="space-this-week"),
    path("spaces/<slug:space_slug>/weeks/<str:name>/", weeks.week, name="space-week"),
    path("spaces/<slug:space_slug>/calendar/", calendars.space_calendar, name="space-calendar"),
    path("spaces/<slug:space_slug>/calendar/<str:name>/", calendars.space_calendar, name="space-calendar-month"),
    path("spaces/<slug:space_slug>/calendar.ics", calendars.space_calendar_feed, name="space-calendar-feed"),
    path("calendar/", calendars.my_calendar, name="my-calendar"),
    path("calendar/renew/", calendars.my_calendar_renew, name="my-calendar-renew"),
    path("calendar/feed/<str:key>.ics", calendars.my_calendar_feed, name="my-calendar-feed"),
    path("calendar/<str:name>/", calendars.my_calendar, name="my-calendar-month"),
    path("", include("rooms.urls")),
]
