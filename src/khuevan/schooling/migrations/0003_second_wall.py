"""The second wall around what the room keeps of persons: as around the persons themselves, by the row's unit.

The first condition is asked once a query, so that counting the whole country costs no function call a row.
"""

from django.db import migrations

TABLES = ["schooling_enrolment", "schooling_yearresult", "schooling_employment"]
POLICIES = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {table} FOR SELECT USING ((SELECT current_setting('khuevan.reach', true)) = '/'
    OR people_in_reach(unit_id) OR people_is_family(person_id));
CREATE POLICY added ON {table} FOR INSERT WITH CHECK (people_in_reach(unit_id));
CREATE POLICY changed ON {table} FOR UPDATE USING (people_in_reach(unit_id)) WITH CHECK (people_in_reach(unit_id));
CREATE POLICY removed ON {table} FOR DELETE USING (people_in_reach(unit_id));
"""


class Migration(migrations.Migration):

    dependencies = [("schooling", "0002_partitions"), ("people", "0002_second_wall")]

    operations = [
        migrations.RunSQL(POLICIES.format(table=table), migrations.RunSQL.noop) for table in TABLES
    ]
