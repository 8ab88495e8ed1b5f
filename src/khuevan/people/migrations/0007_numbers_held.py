"""Records are compared by the numbers that are held: one that was replaced, or never was theirs, links nobody."""

from django.db import migrations

READ = """
CREATE OR REPLACE FUNCTION people_compared(low bigint, high bigint, these bigint[])
RETURNS TABLE (id bigint, name varchar, birth_date date, birth_precision varchar, sex smallint, ethnicity smallint,
               numbered varchar, unit bigint, commune bigint, province bigint, guardian varchar)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF current_setting('khuevan.reach', true) IS DISTINCT FROM '/' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT p.id, p.name, p.birth_date, p.birth_precision, p.sex::smallint, p.ethnicity::smallint,
           i.value, u.id,
           -- The office above a school is its commune's; what stands below the province itself is its own place.
           CASE WHEN length(u.path) - length(replace(u.path, '/', '')) > 3 THEN u.parent_id ELSE u.id END,
           coalesce(nullif(split_part(u.path, '/', 3), '')::bigint, u.id), g.name
    FROM people_person p JOIN org_unit u ON u.id = p.unit_id
    LEFT JOIN LATERAL (SELECT min(x.value)::varchar AS value FROM people_identifier x WHERE x.person_id = p.id
        AND x.scheme = 'national' AND length(x.value) = 12 AND x.until IS NULL AND x.status <> 'wrong') i ON true
    LEFT JOIN LATERAL (SELECT min(x.name)::varchar AS name FROM people_guardian x WHERE x.child_id = p.id) g ON true
    WHERE (these IS NULL AND p.id > low AND p.id <= high) OR p.id = ANY (these)
    ORDER BY p.id;
END $$;

CREATE OR REPLACE FUNCTION people_shared_numbers(many integer) RETURNS TABLE (number varchar, holders bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF current_setting('khuevan.reach', true) IS DISTINCT FROM '/' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT x.value,
            CASE WHEN count(DISTINCT x.person_id) > many THEN '{}' ELSE array_agg(DISTINCT x.person_id) END
        FROM people_identifier x WHERE x.scheme = 'national' AND length(x.value) = 12
        AND x.until IS NULL AND x.status <> 'wrong'
        GROUP BY x.value HAVING count(DISTINCT x.person_id) > 1;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [('people', '0006_histories')]

    operations = [migrations.RunSQL(READ, migrations.RunSQL.noop)]
