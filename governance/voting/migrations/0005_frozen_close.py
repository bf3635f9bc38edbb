from django.db import migrations

from governance.voting import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """The close of a vote, and whether voices weigh by role, are frozen with the rest."""

    dependencies = [("voting", "0004_triggers")]

    operations = [migrations.RunPython(drop, create), migrations.RunPython(create, drop)]
