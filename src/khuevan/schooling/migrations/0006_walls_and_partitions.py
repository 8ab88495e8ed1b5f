"""What grows each year is partitioned by it, and what is kept of persons has the second wall."""

from django.db import migrations

PARTITIONED = """
DROP TABLE schooling_healthcheck, schooling_absence, schooling_absencetotal;

CREATE TABLE schooling_healthcheck (
    person_id bigint NOT NULL REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
    unit_id bigint NOT NULL REFERENCES org_unit DEFERRABLE INITIALLY DEFERRED,
    measured date NOT NULL,
    school_year smallint NOT NULL CHECK (school_year >= 0),
    term smallint NOT NULL CHECK (term IN (1, 2)),
    height smallint CHECK (height > 0),
    weight smallint CHECK (weight > 0),
    left_eye smallint CHECK (left_eye >= 0),
    right_eye smallint CHECK (right_eye >= 0),
    findings varchar(60) NOT NULL,
    PRIMARY KEY (school_year, person_id, term)
) PARTITION BY LIST (school_year);

CREATE TABLE schooling_absence (
    person_id bigint NOT NULL REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
    unit_id bigint NOT NULL REFERENCES org_unit DEFERRABLE INITIALLY DEFERRED,
    day date NOT NULL,
    school_year smallint NOT NULL CHECK (school_year >= 0),
    session smallint NOT NULL CHECK (session IN (1, 2)),
    excused boolean NOT NULL,
    PRIMARY KEY (school_year, person_id, day, session)
) PARTITION BY LIST (school_year);

CREATE TABLE schooling_absencetotal (
    person_id bigint NOT NULL REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
    unit_id bigint NOT NULL REFERENCES org_unit DEFERRABLE INITIALLY DEFERRED,
    school_year smallint NOT NULL CHECK (school_year >= 0),
    excused smallint NOT NULL CHECK (excused >= 0),
    unexcused smallint NOT NULL CHECK (unexcused >= 0),
    PRIMARY KEY (school_year, person_id)
) PARTITION BY LIST (school_year);

-- A year that is open already has only some of its partitions: those it lacks are made.
CREATE OR REPLACE FUNCTION schooling_open_year(year smallint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    grows text;
    opened boolean := false;
BEGIN
    IF year NOT BETWEEN 1945 AND 2200 THEN
        RAISE EXCEPTION 'school year % is out of range', year USING ERRCODE = 'check_violation';
    END IF;
    FOREACH grows IN ARRAY ARRAY['schooling_enrolment', 'schooling_yearresult', 'schooling_healthcheck',
                                 'schooling_absence', 'schooling_absencetotal'] LOOP
        IF to_regclass(format('%s_%s', grows, year)) IS NULL THEN
            EXECUTE format('CREATE TABLE %s_%s PARTITION OF %s FOR VALUES IN (%s)', grows, year, grows, year);
            opened := true;
        END IF;
    END LOOP;
    RETURN opened;
END $$;

SELECT schooling_open_year(substring(inhrelid::regclass::text from '[0-9]+$')::smallint)
FROM pg_inherits WHERE inhparent = 'schooling_enrolment'::regclass;
"""
TABLES = [
    f"schooling_{name}"
    for name in ("departure", "teaching", "staffyear", "qualification", "support", "healthcheck", "absence",
                 "absencetotal")
]
POLICIES = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {table} FOR SELECT USING ((SELECT current_setting('khuevan.reach', true)) = '/'
    OR people_in_reach(unit_id) OR people_is_family(person_id));
CREATE POLICY added ON {table} FOR INSERT WITH CHECK (people_in_reach(unit_id));
CREATE POLICY changed ON {table} FOR UPDATE USING (people_in_reach(unit_id)) WITH CHECK (people_in_reach(unit_id));
CREATE POLICY removed ON {table} FOR DELETE USING (people_in_reach(unit_id));
"""


class Migration(migrations.Migration):

    dependencies = [("schooling", "0005_registers")]

    operations = [
        migrations.RunSQL(PARTITIONED, migrations.RunSQL.noop),
        *(migrations.RunSQL(POLICIES.format(table=table), migrations.RunSQL.noop) for table in TABLES),
    ]
