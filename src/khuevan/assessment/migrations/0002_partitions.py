"""Marks, their changes and results are partitioned by school year, walled by their unit, and kept by a trigger."""

from django.db import migrations

PERSON = """school_year smallint NOT NULL CHECK (school_year >= 0),
    person_id bigint NOT NULL REFERENCES people_person DEFERRABLE INITIALLY DEFERRED,
    unit_id bigint NOT NULL REFERENCES org_unit DEFERRABLE INITIALLY DEFERRED"""
CLASS = "school_class_id integer NOT NULL REFERENCES schooling_schoolclass DEFERRABLE INITIALLY DEFERRED"
KINDS = ("tx1", "tx2", "tx3", "tx4", "gk", "ck", "mgk", "mck")
VALUES = ", ".join(f"{kind} smallint" for kind in KINDS)
# Sessions absent are counted; everything else is a mark or a word.
CHECKED = " AND ".join(f"coalesce({kind}, 0) BETWEEN -7 AND 100" for kind in KINDS)
PARTITIONED = f"""
DROP TABLE assessment_line, assessment_linechange, assessment_subjectresult, assessment_pupilresult;

CREATE TABLE assessment_line (
    {PERSON},
    {CLASS},
    subject varchar(30) NOT NULL,
    term smallint NOT NULL CHECK (term BETWEEN 1 AND 3),
    {VALUES},
    note varchar(1000) NOT NULL,
    changed_by varchar(100) NOT NULL,
    changed_at timestamptz NOT NULL,
    how varchar(10) NOT NULL,
    CHECK (subject = 'absence' AND coalesce(ck, 0) BETWEEN 0 AND 400 OR {CHECKED}),
    PRIMARY KEY (school_year, person_id, subject, term)
) PARTITION BY LIST (school_year);
CREATE INDEX assessment_line_by_class ON assessment_line (school_class_id, subject, term);

CREATE SEQUENCE assessment_linechange_id_seq;
CREATE TABLE assessment_linechange (
    id bigint NOT NULL DEFAULT nextval('assessment_linechange_id_seq'),
    {PERSON},
    subject varchar(30) NOT NULL,
    term smallint NOT NULL,
    kind varchar(3) NOT NULL,
    was smallint,
    value smallint,
    note_was varchar(1000) NOT NULL DEFAULT '',
    note varchar(1000) NOT NULL DEFAULT '',
    changed_by varchar(100) NOT NULL,
    changed_at timestamptz NOT NULL,
    how varchar(10) NOT NULL,
    PRIMARY KEY (school_year, id)
) PARTITION BY LIST (school_year);
CREATE INDEX assessment_linechange_by_person ON assessment_linechange (person_id, subject, term);

CREATE TABLE assessment_subjectresult (
    {PERSON},
    {CLASS},
    subject varchar(30) NOT NULL,
    first smallint, second smallint, whole smallint, again smallint,
    PRIMARY KEY (school_year, person_id, subject)
) PARTITION BY LIST (school_year);
CREATE INDEX assessment_subjectresult_by_class ON assessment_subjectresult (school_class_id);

CREATE TABLE assessment_pupilresult (
    {PERSON},
    {CLASS},
    study1 varchar(4) NOT NULL, study2 varchar(4) NOT NULL, study varchar(4) NOT NULL,
    conduct1 varchar(4) NOT NULL, conduct2 varchar(4) NOT NULL, conduct varchar(4) NOT NULL,
    absences smallint NOT NULL CHECK (absences >= 0),
    after_summer boolean NOT NULL,
    outcome varchar(10) NOT NULL,
    title varchar(4) NOT NULL,
    PRIMARY KEY (school_year, person_id)
) PARTITION BY LIST (school_year);
CREATE INDEX assessment_pupilresult_by_class ON assessment_pupilresult (school_class_id);

-- A line for every cell that changes, also where rows come by COPY. What the row says of who and when is kept.
CREATE FUNCTION assessment_keep_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO assessment_linechange (school_year, person_id, unit_id, subject, term, kind, was, value,
                                       changed_by, changed_at, how)
    SELECT NEW.school_year, NEW.person_id, NEW.unit_id, NEW.subject, NEW.term, c.kind, c.was, c.value,
           NEW.changed_by, NEW.changed_at, NEW.how
    FROM (VALUES {", ".join(f"('{k.upper()}', CASE WHEN TG_OP = 'UPDATE' THEN OLD.{k} END, NEW.{k})" for k in KINDS)})
         AS c (kind, was, value)
    WHERE c.was IS DISTINCT FROM c.value;
    IF NEW.note <> (CASE WHEN TG_OP = 'UPDATE' THEN OLD.note ELSE '' END) THEN
        INSERT INTO assessment_linechange (school_year, person_id, unit_id, subject, term, kind, note_was, note,
                                           changed_by, changed_at, how)
        VALUES (NEW.school_year, NEW.person_id, NEW.unit_id, NEW.subject, NEW.term, 'NX',
                CASE WHEN TG_OP = 'UPDATE' THEN OLD.note ELSE '' END, NEW.note,
                NEW.changed_by, NEW.changed_at, NEW.how);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assessment_line_changes AFTER INSERT OR UPDATE ON assessment_line
    FOR EACH ROW EXECUTE FUNCTION assessment_keep_changes();

-- The application's role owns no table; it opens a year by this function and in no other way.
CREATE FUNCTION assessment_open_year(year smallint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept text;
BEGIN
    IF year NOT BETWEEN 1945 AND 2200 THEN
        RAISE EXCEPTION 'school year % is out of range', year USING ERRCODE = 'check_violation';
    END IF;
    IF to_regclass(format('assessment_pupilresult_%s', year)) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('assessment_open_year', 0));
    FOREACH kept IN ARRAY ARRAY['line', 'linechange', 'subjectresult', 'pupilresult'] LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS assessment_%s_%s PARTITION OF assessment_%s FOR VALUES IN (%s)',
                       kept, year, kept, year);
    END LOOP;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION assessment_open_year(smallint) FROM PUBLIC;
"""
TABLES = ["line", "linechange", "subjectresult", "pupilresult", "assignment", "extension"]
WALL = """
ALTER TABLE assessment_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON assessment_{table} FOR SELECT USING ((SELECT current_setting('khuevan.reach', true)) = '/'
    OR people_in_reach(unit_id) OR people_is_family(person_id));
CREATE POLICY added ON assessment_{table} FOR INSERT WITH CHECK (people_in_reach(unit_id));
CREATE POLICY changed ON assessment_{table} FOR UPDATE
    USING (people_in_reach(unit_id)) WITH CHECK (people_in_reach(unit_id));
CREATE POLICY removed ON assessment_{table} FOR DELETE USING (people_in_reach(unit_id));
"""


def let_the_application_open_years(apps, schema_editor):
    from django.conf import settings

    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION assessment_open_year(smallint) TO {role}")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial"), ("people", "0002_second_wall")]
    operations = [
        migrations.RunSQL(PARTITIONED, migrations.RunSQL.noop),
        *(migrations.RunSQL(WALL.format(table=table), migrations.RunSQL.noop) for table in TABLES),
        migrations.RunPython(let_the_application_open_years, migrations.RunPython.noop),
    ]
