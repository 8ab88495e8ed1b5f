"""A transfer is seen and written by both schools, by the offices above them and by the family; nobody removes it."""

from django.db import migrations

OF_BOTH = "people_in_reach(sending_id) OR people_in_reach(receiving_id)"
SEEN = f"{OF_BOTH} OR people_is_family(person_id)"


class Migration(migrations.Migration):

    dependencies = [("transfers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE transfers_transfer ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON transfers_transfer FOR SELECT USING ({SEEN});
CREATE POLICY added ON transfers_transfer FOR INSERT WITH CHECK ({SEEN});
CREATE POLICY changed ON transfers_transfer FOR UPDATE USING ({SEEN}) WITH CHECK ({SEEN});
""",
            migrations.RunSQL.noop,
        )
    ]
