from django.db import migrations


def fill(apps, schema_editor):
    """An answer comes after what it answers: read in order, the root of what it answers is always known."""
    messages = apps.get_model("rooms", "Message").objects.using(schema_editor.connection.alias)
    roots = {}
    for pk, reply_to in messages.filter(reply_to__isnull=False).order_by("thread", "n").values_list("pk", "reply_to"):
        roots[pk] = roots.get(reply_to, reply_to)
    branches = {}
    for pk, root in roots.items():
        branches.setdefault(root, []).append(pk)
    for root, answers in branches.items():
        for start in range(0, len(answers), 500):
            messages.filter(pk__in=answers[start : start + 500]).update(root=root)


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_message_root")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
