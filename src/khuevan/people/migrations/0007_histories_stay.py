"""What a record was stays with its number: a merge moves what hangs on a person, and un-merging finds it again.

Where the register is emptied, its histories go with it.
"""

from django.db import migrations, models

EMPTIED = """
CREATE FUNCTION people_forget_histories() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    TRUNCATE public.people_change, public.people_edit;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION people_forget_histories() FROM PUBLIC;
CREATE TRIGGER people_histories_gone AFTER TRUNCATE ON people_person
    FOR EACH STATEMENT EXECUTE FUNCTION people_forget_histories();
"""


class Migration(migrations.Migration):

    dependencies = [("people", "0006_histories")]

    operations = [
        migrations.AlterField("change", "person", models.BigIntegerField(db_column="person_id")),
        migrations.AlterField("edit", "person", models.BigIntegerField(db_column="person_id", db_index=True)),
        migrations.RunSQL(EMPTIED, migrations.RunSQL.noop),
    ]
