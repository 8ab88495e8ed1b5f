"""What stands of premises is kept when it changes, whoever changes it and however."""

from django.db import migrations

KEEP = """
CREATE FUNCTION resources_keep_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO resources_premisesbefore (unit_id, school_year, held)
    VALUES (OLD.unit_id, OLD.school_year, to_jsonb(OLD) - 'id' - 'unit_id' - 'school_year');
    RETURN NULL;
END $$;
CREATE TRIGGER resources_keep_before AFTER UPDATE ON resources_premises
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION resources_keep_before();
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
