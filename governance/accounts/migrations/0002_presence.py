from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="shows_presence",
            field=models.BooleanField(default=True, verbose_name="montrer quand je suis là et quand j’écris"),
        ),
    ]
