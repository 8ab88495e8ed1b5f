"""Counts of many institutions at once, by the tables' owner: within the branches asked for, and within the reach.

What comes out are counts and numbers that stand for rows, never a person's data.
"""

from django.db import migrations

WITHIN = """u.path ^@ ANY (branches)
      AND u.path ^@ ANY (array_remove(string_to_array(coalesce(current_setting('khuevan.reach', true), ''), ','), ''))"""
HEAD = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN RETURN QUERY"
FUNCTIONS = f"""
CREATE FUNCTION schooling_rolls(year smallint, branches text[])
RETURNS TABLE (unit bigint, class integer, grade smallint, name varchar, learners bigint) {HEAD}
    WITH within AS MATERIALIZED (SELECT u.id FROM org_unit u WHERE {WITHIN})
    SELECT c.unit_id, c.id, c.grade, c.name, coalesce(e.many, 0)
    FROM schooling_schoolclass c JOIN within w ON w.id = c.unit_id
    LEFT JOIN (SELECT x.school_class_id, count(*) AS many FROM schooling_enrolment x
               JOIN within w ON w.id = x.unit_id
               WHERE x.school_year = year AND x.status = 'studying' GROUP BY 1) e ON e.school_class_id = c.id
    WHERE c.school_year = year ORDER BY c.unit_id, c.grade, c.name, c.id;
END $$;

CREATE FUNCTION schooling_census(year smallint, branches text[])
RETURNS TABLE (unit bigint, class integer, grade smallint, status varchar, sex smallint, minority boolean,
               learners bigint) {HEAD}
    WITH within AS MATERIALIZED (SELECT u.id FROM org_unit u WHERE {WITHIN})
    SELECT e.unit_id, e.school_class_id, e.grade, e.status, p.sex, p.ethnicity BETWEEN 2 AND 54, count(*)
    FROM schooling_enrolment e JOIN within w ON w.id = e.unit_id JOIN people_person p ON p.id = e.person_id
    WHERE e.school_year = year GROUP BY 1, 2, 3, 4, 5, 6;
END $$;

CREATE FUNCTION schooling_posts(day date, branches text[])
RETURNS TABLE (unit bigint, role varchar, subject varchar, degree varchar, sex smallint, minority boolean,
               staff bigint) {HEAD}
    SELECT j.unit_id, j.role, j.subject, j.degree, p.sex, p.ethnicity BETWEEN 2 AND 54, count(*)
    FROM schooling_employment j JOIN org_unit u ON u.id = j.unit_id JOIN people_person p ON p.id = j.person_id
    WHERE j.since <= day AND (j.until IS NULL OR j.until > day) AND {WITHIN} GROUP BY 1, 2, 3, 4, 5, 6;
END $$;

CREATE FUNCTION schooling_outcomes(year smallint, branches text[])
RETURNS TABLE (unit bigint, grade smallint, study varchar, conduct varchar, sex smallint, learners bigint) {HEAD}
    WITH within AS MATERIALIZED (SELECT u.id FROM org_unit u WHERE {WITHIN})
    SELECT r.unit_id, e.grade, r.study, r.conduct, p.sex, count(*)
    FROM schooling_yearresult r JOIN within w ON w.id = r.unit_id
    JOIN schooling_enrolment e ON e.school_year = r.school_year AND e.person_id = r.person_id
    JOIN people_person p ON p.id = r.person_id
    WHERE r.school_year = year GROUP BY 1, 2, 3, 4, 5;
END $$;

CREATE FUNCTION schooling_marks(year smallint, day date, branches text[])
RETURNS TABLE (unit bigint, learners bigint[], staff bigint[]) {HEAD}
    WITH within AS MATERIALIZED (SELECT u.id FROM org_unit u WHERE {WITHIN})
    SELECT w.id, coalesce(l.rows, '{{}}'), coalesce(s.rows, '{{}}') FROM within w
    LEFT JOIN (SELECT e.unit_id, array_agg(hashtextextended(concat_ws('|', e.person_id, e.school_class_id,
                      e.grade, e.status, p.sex, p.ethnicity, r.study, r.conduct), 0) ORDER BY e.person_id) AS rows
               FROM schooling_enrolment e JOIN within x ON x.id = e.unit_id
               JOIN people_person p ON p.id = e.person_id
               LEFT JOIN schooling_yearresult r ON r.school_year = year AND r.person_id = e.person_id
               WHERE e.school_year = year GROUP BY 1) l ON l.unit_id = w.id
    LEFT JOIN (SELECT j.unit_id, array_agg(hashtextextended(concat_ws('|', j.person_id, j.role, j.subject,
                      j.degree, p.sex, p.ethnicity), 0) ORDER BY j.person_id) AS rows
               FROM schooling_employment j JOIN within x ON x.id = j.unit_id
               JOIN people_person p ON p.id = j.person_id
               WHERE j.since <= day AND (j.until IS NULL OR j.until > day) GROUP BY 1) s ON s.unit_id = w.id
    WHERE l.rows IS NOT NULL OR s.rows IS NOT NULL;
END $$;
"""
SIGNATURES = [
    "schooling_rolls(smallint, text[])", "schooling_census(smallint, text[])", "schooling_posts(date, text[])",
    "schooling_outcomes(smallint, text[])", "schooling_marks(smallint, date, text[])",
]


def let_the_application_count(apps, schema_editor):
    from django.conf import settings

    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for one in SIGNATURES:
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {one} TO {role}")


class Migration(migrations.Migration):
    dependencies = [("schooling", "0003_second_wall")]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunPython(let_the_application_count, migrations.RunPython.noop),
    ]
