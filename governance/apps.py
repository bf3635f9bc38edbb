from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self):
        """Models exist from here on: each app's `declared` module, if it has one, tells the house what it brings."""
        autodiscover_modules("declared")
