"""A person: how they sign in, what they are called, and in which language and zone they read."""

import zoneinfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance import clock


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person who may sign in with `email`. Their address is compared without case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("adresse e-mail"), unique=True)
    display_name = models.CharField(_("nom affiché"), max_length=80)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr")
    time_zone = models.CharField(_("fuseau horaire"), max_length=40, default=settings.TIME_ZONE)
    calendar_turn = models.PositiveIntegerField(default=0)  # how many times the address of their calendar was renewed
    # Whether others see that this person is there, and that they write.
    shows_presence = models.BooleanField(_("montrer quand je suis là et quand j’écris"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    def __str__(self):
        return self.display_name

    @property
    def initials(self) -> str:
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)
