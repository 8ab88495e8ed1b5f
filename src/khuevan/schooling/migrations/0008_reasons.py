"""Why things were changed, and turn-overs that only count."""

import django.db.models.deletion
from django.db import migrations, models


WALL = """
ALTER TABLE schooling_reason ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON schooling_reason FOR SELECT USING ((SELECT current_setting('khuevan.reach', true)) = '/'
    OR people_in_reach(unit_id) OR people_is_family(person_id));
CREATE POLICY added ON schooling_reason FOR INSERT WITH CHECK (people_in_reach(unit_id));
CREATE POLICY changed ON schooling_reason FOR UPDATE USING (people_in_reach(unit_id)) WITH CHECK (people_in_reach(unit_id));
CREATE POLICY removed ON schooling_reason FOR DELETE USING (people_in_reach(unit_id));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_one_version_a_day'),
        ('people', '0004_names'),
        ('schooling', '0007_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='turnover',
            name='preview',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('entry', models.BigIntegerField(primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=40)),
                ('words', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
