from django.db import migrations

from governance.register import triggers


def recreate(apps, schema_editor):
    triggers.drop(schema_editor.connection)
    triggers.create(schema_editor.connection)


class Migration(migrations.Migration):
    """An insert that would take the place of an entry (`INSERT OR REPLACE`) is refused too."""

    dependencies = [("register", "0002_triggers")]

    operations = [migrations.RunPython(recreate, migrations.RunPython.noop)]
