"""Answers and figures hang on units: where those are emptied these go with them, and need no trigger."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("population", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER population_gone ON people_person; DROP FUNCTION population_forget();",
            migrations.RunSQL.noop,
        )
    ]
