"""What an entry's columns say is computed from its body by the database: they cannot say anything else.

Whoever owns the table can still make them say it, by changing the table; ``verifying`` looks at that.
"""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast


def from_body(name):
    return models.GeneratedField(
        expression=Cast(
            KeyTextTransform(name, Cast("body", models.JSONField())),
            models.CharField(max_length=100),
        ),
        output_field=models.CharField(max_length=100),
        db_persist=True,
    )


class Migration(migrations.Migration):

    dependencies = [("journal", "0002_places")]

    operations = [
        migrations.RemoveIndex("entry", "journal_entry_by_subject"),
        *(migrations.RemoveField("entry", name) for name in ("event", "actor", "subject")),
        *(migrations.AddField("entry", name, from_body(name)) for name in ("event", "actor", "subject")),
        migrations.AddIndex("entry", models.Index(fields=["subject", "id"], name="journal_entry_by_subject")),
        migrations.RunSQL(
            "".join(
                f"ALTER TABLE journal_entry ALTER COLUMN {name} SET NOT NULL;" for name in ("event", "actor", "subject")
            ),
            migrations.RunSQL.noop,
        ),
    ]
