"""What the database itself refuses, once every table of these stands."""

from django.db import migrations

from governance.assemblies import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """A later migration of these tables begins with RunPython(drop, create) and ends with RunPython(create, drop).

    The triggers of one table read another, and SQLite renames no table under them.
    """

    dependencies = [("assemblies", "0004_meetings")]
    operations = [migrations.RunPython(create, drop)]
