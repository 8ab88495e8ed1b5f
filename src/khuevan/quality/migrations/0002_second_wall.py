"""The second wall around issues, as around the persons that they may be about: by the issue's unit.

The first condition is asked once a query, so that work over the whole country costs no function call a row.
"""

from django.db import migrations

POLICIES = """
ALTER TABLE quality_issue ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON quality_issue FOR SELECT
    USING ((SELECT current_setting('khuevan.reach', true)) = '/' OR people_in_reach(unit_id));
CREATE POLICY added ON quality_issue FOR INSERT WITH CHECK (people_in_reach(unit_id));
CREATE POLICY changed ON quality_issue FOR UPDATE
    USING ((SELECT current_setting('khuevan.reach', true)) = '/' OR people_in_reach(unit_id))
    WITH CHECK (people_in_reach(unit_id));
CREATE POLICY removed ON quality_issue FOR DELETE USING (people_in_reach(unit_id));
"""


class Migration(migrations.Migration):

    dependencies = [("quality", "0001_initial"), ("people", "0002_second_wall")]

    operations = [migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
