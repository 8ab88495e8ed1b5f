"""Pairs of records that may stand for one person, and records that were joined."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A pair is seen by whoever reaches one of the two records, and decided on by whoever reaches both.
WALLS = """
ALTER TABLE people_duplicatepair ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON people_duplicatepair FOR SELECT
    USING (people_in_reach(unit_a_id) OR people_in_reach(unit_b_id));
CREATE POLICY added ON people_duplicatepair FOR INSERT
    WITH CHECK (people_in_reach(unit_a_id) AND people_in_reach(unit_b_id));
CREATE POLICY changed ON people_duplicatepair FOR UPDATE
    USING (people_in_reach(unit_a_id) AND people_in_reach(unit_b_id))
    WITH CHECK (people_in_reach(unit_a_id) AND people_in_reach(unit_b_id));
CREATE POLICY removed ON people_duplicatepair FOR DELETE
    USING (people_in_reach(unit_a_id) AND people_in_reach(unit_b_id));

ALTER TABLE people_merge ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON people_merge FOR SELECT
    USING (people_in_reach(people_unit_of(survivor_id)) OR people_is_family(survivor_id));
CREATE POLICY added ON people_merge FOR INSERT WITH CHECK (people_in_reach(people_unit_of(survivor_id)));
CREATE POLICY changed ON people_merge FOR UPDATE USING (people_in_reach(people_unit_of(survivor_id)))
    WITH CHECK (people_in_reach(people_unit_of(survivor_id)));
CREATE POLICY removed ON people_merge FOR DELETE USING (people_in_reach(people_unit_of(survivor_id)));
"""

# What comparing reads of many persons at once: by the tables' owner, for whoever reaches the whole country. Row by
# row, the wall would ask for the unit of each number and each guardian.
READ = """
CREATE FUNCTION people_compared(low bigint, high bigint, these bigint[])
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
        AND x.scheme = 'national' AND length(x.value) = 12) i ON true
    LEFT JOIN LATERAL (SELECT min(x.name)::varchar AS name FROM people_guardian x WHERE x.child_id = p.id) g ON true
    WHERE (these IS NULL AND p.id > low AND p.id <= high) OR p.id = ANY (these)
    ORDER BY p.id;
END $$;

-- The national numbers that more than one person holds, each with its holders. One that more than ``many`` hold is a
-- filler, not somebody's: it comes with nobody.
CREATE FUNCTION people_shared_numbers(many integer) RETURNS TABLE (number varchar, holders bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF current_setting('khuevan.reach', true) IS DISTINCT FROM '/' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT x.value,
            CASE WHEN count(DISTINCT x.person_id) > many THEN '{}' ELSE array_agg(DISTINCT x.person_id) END
        FROM people_identifier x WHERE x.scheme = 'national' AND length(x.value) = 12
        GROUP BY x.value HAVING count(DISTINCT x.person_id) > 1;
END $$;

-- Rows go from one person to another, whoever's reach they are in and whatever else the role may do with them: only
-- along a foreign key to a person, only from somebody to somebody, and only with a merge at hand.
CREATE FUNCTION people_move(of_table text, of_column text, keys text[], source bigint, target bigint, these jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held regclass := to_regclass(quote_ident(of_table));
    told text;
    same text;
    moved jsonb;
BEGIN
    IF current_setting('khuevan.reach', true) IS DISTINCT FROM '/' OR held IS NULL OR NOT EXISTS (
        SELECT FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.conrelid = held AND c.confrelid = 'people_person'::regclass
          AND cardinality(c.conkey) = 1 AND a.attname = of_column) THEN
        RAISE EXCEPTION '% does not follow persons by %', of_table, of_column USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(string_agg(format('%L, t.%I', key, key), ', '), '') INTO told FROM unnest(keys) AS key;
    SELECT coalesce(string_agg(format('t.%I = k.%I', key, key), ' AND '), 'true') INTO same FROM unnest(keys) AS key;
    EXECUTE format('WITH moved AS (UPDATE %s t SET %I = $2 %s RETURNING jsonb_build_object(%s) AS key_of)'
        ' SELECT coalesce(jsonb_agg(key_of), ''[]'') FROM moved', held, of_column,
        CASE WHEN these IS NULL THEN format('WHERE t.%I = $1', of_column)
        ELSE format('FROM jsonb_populate_recordset(NULL::%s, $3) k WHERE t.%I = $1 AND %s', held, of_column, same) END,
        told) INTO moved USING source, target, these;
    RETURN moved;
END $$;
REVOKE EXECUTE ON FUNCTION people_compared(bigint, bigint, bigint[]), people_shared_numbers(integer),
    people_move(text, text, text[], bigint, bigint, jsonb) FROM PUBLIC;
"""


def let_the_application_compare(apps: Any, schema_editor: Any) -> None:
    """Of everybody, the application's role alone may ask these functions."""
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for function in (
        "people_compared(bigint, bigint, bigint[])",
        "people_shared_numbers(integer)",
        "people_move(text, text, text[], bigint, bigint, jsonb)",
    ):
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_one_version_a_day'),
        ('people', '0004_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a', models.BigIntegerField()),
                ('b', models.BigIntegerField()),
                ('score', models.SmallIntegerField()),
                ('evidence', models.JSONField()),
                ('state', models.CharField(default='open', max_length=10)),
                ('found_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=100)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('unit_a', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('unit_b', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['b'], name='people_pair_of_b'), models.Index(fields=['state', '-score', 'id'], name='people_pair_in_order')],
                'constraints': [models.UniqueConstraint(fields=('a', 'b'), name='people_pair_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('absorbed', models.BigIntegerField()),
                ('into', models.BigIntegerField()),
                ('kept', models.JSONField()),
                ('reason', models.CharField(max_length=1000)),
                ('merged_at', models.DateTimeField()),
                ('merged_by', models.CharField(max_length=100)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.CharField(blank=True, max_length=100)),
                ('undone_because', models.CharField(blank=True, max_length=1000)),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('absorbed',), name='people_merge_stands_once')],
            },
        ),
        migrations.RunSQL(WALLS + READ, migrations.RunSQL.noop),
        migrations.RunPython(let_the_application_compare, migrations.RunPython.noop),
    ]
