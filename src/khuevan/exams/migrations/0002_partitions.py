"""Results are partitioned by year, and what a later file changes is kept: by one trigger a statement."""

from django.db import migrations

PARTITIONED = """
ALTER TABLE exams_result RENAME TO exams_result_plain;
CREATE TABLE exams_result (LIKE exams_result_plain, PRIMARY KEY (year, number), CHECK (number ~ '^([0-9]{8}|[A-Z]{3}[0-9]{6})$'))
    PARTITION BY LIST (year);
DROP TABLE exams_result_plain;

-- The application's role owns no table; it opens a year by this function and in no other way.
CREATE FUNCTION exams_open_year(year smallint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF year NOT BETWEEN 2001 AND 2200 THEN
        RAISE EXCEPTION 'exam year % is out of range', year USING ERRCODE = 'check_violation';
    END IF;
    IF to_regclass(format('exams_result_%s', year)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE exams_result_%s PARTITION OF exams_result FOR VALUES IN (%s)', year, year);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION exams_open_year(smallint) FROM PUBLIC;

CREATE FUNCTION exams_keep_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO exams_supersededresult (year, number, load, language, mathematics, literature, physics, chemistry,
        biology, history, geography, civics, economics_law, informatics, technology_industry,
        technology_agriculture, foreign_language, superseded_by)
    SELECT o.year, o.number, o.load, o.language, o.mathematics, o.literature, o.physics, o.chemistry, o.biology,
        o.history, o.geography, o.civics, o.economics_law, o.informatics, o.technology_industry,
        o.technology_agriculture, o.foreign_language, n.load
    FROM superseded o JOIN current n USING (year, number);
    RETURN NULL;
END $$;
CREATE TRIGGER exams_keep_superseded AFTER UPDATE ON exams_result
    REFERENCING OLD TABLE AS superseded NEW TABLE AS current
    FOR EACH STATEMENT EXECUTE FUNCTION exams_keep_superseded();
"""


def let_the_application_open_years(apps, schema_editor):
    from django.conf import settings

    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION exams_open_year(smallint) TO {role}")


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial")]
    operations = [
        migrations.RunSQL(PARTITIONED, migrations.RunSQL.noop),
        migrations.RunPython(let_the_application_open_years, migrations.RunPython.noop),
    ]
