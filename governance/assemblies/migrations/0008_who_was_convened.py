"""Who was convened, and who asked for the meeting, stay as they were when the convocation left."""

from django.db import migrations

from governance.assemblies import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


class Migration(migrations.Migration):
    """Two triggers more; going back, 0005 takes all of them away."""

    dependencies = [("assemblies", "0007_minutes_and_follow_ups")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
