from django.db import migrations, models


class Migration(migrations.Migration):
    """A space may be visible to named roles; which ones is held by their grants."""

    dependencies = [("organizations", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="space",
            name="visibility",
            field=models.CharField(
                choices=[("public", "tout le monde"), ("members", "les membres"), ("roles", "certains rôles")],
                default="public",
                max_length=10,
                verbose_name="visible par",
            ),
        ),
    ]
