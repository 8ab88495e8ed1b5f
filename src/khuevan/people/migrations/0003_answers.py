"""An office answers a request for correction; who asked for it cannot."""

from django.db import migrations, models

ONLY_THE_OFFICE = """
ALTER POLICY changed ON people_correctionrequest
    USING (people_in_reach(people_unit_of(person_id))) WITH CHECK (people_in_reach(people_unit_of(person_id)));
ALTER POLICY removed ON people_correctionrequest USING (people_in_reach(people_unit_of(person_id)));
"""


class Migration(migrations.Migration):

    dependencies = [("people", "0002_second_wall")]

    operations = [
        migrations.AddField("correctionrequest", "answer", models.CharField(blank=True, default="", max_length=10), preserve_default=False),
        migrations.AddField("correctionrequest", "reason", models.CharField(blank=True, default="", max_length=1000), preserve_default=False),
        migrations.AddField("correctionrequest", "answered_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "correctionrequest",
            models.Index(fields=["id"], name="people_correction_waiting", condition=models.Q(("answer", ""))),
        ),
        migrations.RunSQL(ONLY_THE_OFFICE, migrations.RunSQL.noop),
    ]
