"""Every address of Palabre, grouped by the app that answers."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("governance.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("rooms.urls")),
]
