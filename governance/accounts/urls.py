"""The address of one's own profile."""

from django.urls import path

from governance.accounts import views

urlpatterns = [path("profile/", views.profile, name="profile")]
