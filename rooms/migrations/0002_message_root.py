import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each answer names the first message of its branch; the next migration fills in what was said before."""

    dependencies = [("rooms", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="root",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="branch",
                to="rooms.message",
            ),
        ),
    ]
