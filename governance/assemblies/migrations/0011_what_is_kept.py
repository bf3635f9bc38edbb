"""The words that were read, what was decided of an item and who was there stay as they were, on SQLite too."""

from django.db import migrations

from governance.assemblies import triggers


def again(apps, schema_editor):
    triggers.drop(schema_editor.connection)
    triggers.create(schema_editor.connection)


class Migration(migrations.Migration):
    """More triggers, and some that say more: those that stood are made again."""

    dependencies = [("assemblies", "0010_letters_ties_and_memberships")]
    operations = [migrations.RunPython(again, migrations.RunPython.noop)]
