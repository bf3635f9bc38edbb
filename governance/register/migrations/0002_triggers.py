from django.db import migrations

from governance.register import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """The database refuses to change the register. A later migration of these tables recreates the triggers."""

    dependencies = [("register", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
