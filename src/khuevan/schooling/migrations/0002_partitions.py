"""Enrolments and year results are partitioned by school year; a function opens the partitions of a year."""

from django.db import migrations

PARTITIONED = """
DROP TABLE schooling_enrolment, schooling_yearresult;

CREATE TABLE schooling_enrolment (
    person_id bigint NOT NULL REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
    unit_id bigint NOT NULL REFERENCES org_unit DEFERRABLE INITIALLY DEFERRED,
    school_class_id integer NOT NULL REFERENCES schooling_schoolclass DEFERRABLE INITIALLY DEFERRED,
    school_year smallint NOT NULL CHECK (school_year >= 0),
    grade smallint NOT NULL,
    status varchar(10) NOT NULL,
    PRIMARY KEY (school_year, person_id)
) PARTITION BY LIST (school_year);
CREATE INDEX schooling_enrolment_unit_id ON schooling_enrolment (unit_id);

CREATE TABLE schooling_yearresult (
    person_id bigint NOT NULL REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
    unit_id bigint NOT NULL REFERENCES org_unit DEFERRABLE INITIALLY DEFERRED,
    school_year smallint NOT NULL CHECK (school_year >= 0),
    average smallint CHECK (average >= 0),
    study varchar(4) NOT NULL,
    conduct varchar(4) NOT NULL,
    PRIMARY KEY (school_year, person_id)
) PARTITION BY LIST (school_year);
CREATE INDEX schooling_yearresult_unit_id ON schooling_yearresult (unit_id);

-- The application's role owns no table; it opens a year by this function and in no other way.
CREATE FUNCTION schooling_open_year(year smallint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF year NOT BETWEEN 1945 AND 2200 THEN
        RAISE EXCEPTION 'school year % is out of range', year USING ERRCODE = 'check_violation';
    END IF;
    IF to_regclass(format('schooling_enrolment_%s', year)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE schooling_enrolment_%s PARTITION OF schooling_enrolment FOR VALUES IN (%s)', year, year);
    EXECUTE format('CREATE TABLE schooling_yearresult_%s PARTITION OF schooling_yearresult FOR VALUES IN (%s)', year, year);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION schooling_open_year(smallint) FROM PUBLIC;
"""


def let_the_application_open_years(apps, schema_editor):
    from django.conf import settings

    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION schooling_open_year(smallint) TO {role}")


class Migration(migrations.Migration):
    dependencies = [("schooling", "0001_initial")]
    operations = [
        migrations.RunSQL(PARTITIONED, migrations.RunSQL.noop),
        migrations.RunPython(let_the_application_open_years, migrations.RunPython.noop),
    ]
