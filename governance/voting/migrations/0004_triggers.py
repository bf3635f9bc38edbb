from django.db import migrations

from governance.voting import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """The database refuses to change a vote that is open.

    A later migration of these tables begins with RunPython(drop, create) and ends with RunPython(create, drop): the
    triggers of one table read another, and SQLite renames no table under them.
    """

    dependencies = [("voting", "0003_making")]

    operations = [migrations.RunPython(create, drop)]
