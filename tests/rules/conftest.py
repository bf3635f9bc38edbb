"""The law is checked by properties: no time limit, so that a busy machine never fails a test."""

from hypothesis import settings

settings.register_profile("law", deadline=None)
settings.load_profile("law")
