"""What the rules of places ask the database: the level of a grade, who studies elsewhere, and giving way.

Two learners' rows may be out of reach of whoever enrols them. That somebody studies elsewhere is told, not where; a place
that has ended gives way to a new one for the office that keeps the record, since its history is kept as a departure.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION schooling_level(grade smallint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN grade = -3 THEN 'nursery' WHEN grade < 1 THEN 'kindergarten'
                WHEN grade < 6 THEN 'primary' WHEN grade < 10 THEN 'lower' ELSE 'upper' END
$$;

CREATE FUNCTION schooling_studying_elsewhere(persons bigint[]) RETURNS TABLE (person bigint, year smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.person_id, e.school_year FROM schooling_enrolment e
    WHERE e.person_id = ANY (persons) AND e.status = 'studying' AND NOT people_in_reach(e.unit_id)
$$;

CREATE FUNCTION schooling_give_way(of_year smallint, persons bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM schooling_enrolment e
    WHERE e.school_year = of_year AND e.person_id = ANY (persons) AND e.status <> 'studying'
      AND people_in_reach(people_unit_of(e.person_id))
$$;
"""
SIGNATURES = ["schooling_studying_elsewhere(bigint[])", "schooling_give_way(smallint, bigint[])"]


def let_the_application_ask(apps, schema_editor):
    from django.conf import settings

    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for one in SIGNATURES:
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {one} TO {role}")


class Migration(migrations.Migration):

    dependencies = [("schooling", "0006_walls_and_partitions")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunPython(let_the_application_ask, migrations.RunPython.noop),
    ]
