from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_on_leave"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="voices",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="voix"),
        ),
        migrations.AddField(
            model_name="space",
            name="weighs_by_role",
            field=models.BooleanField(default=False, verbose_name="les voix comptent selon le rôle"),
        ),
    ]
