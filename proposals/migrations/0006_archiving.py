from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0005_amendment_life"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="archives_room",
            field=models.BooleanField(default=False),
        ),
    ]
