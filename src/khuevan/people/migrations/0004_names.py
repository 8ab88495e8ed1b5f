"""Searching goes by the names there are: some ten million people in the country share a few hundred thousand.

A part of a name is looked for among the different names, each of which stands there once or a few times, and the
persons are found by their whole name. The trigger also sees COPY. It takes no lock on a name, so that nobody waits for
another's transaction: two that add the same new name at once leave it twice, which does no harm.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION people_keep_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.people_name (name) SELECT DISTINCT search_name FROM fresh f
        WHERE NOT EXISTS (SELECT FROM public.people_name n WHERE n.name = f.search_name);
    RETURN NULL;
END $$;
CREATE FUNCTION people_gather_names() RETURNS void LANGUAGE sql AS $$
    TRUNCATE public.people_name;
    INSERT INTO public.people_name (name) SELECT DISTINCT search_name FROM public.people_person;
    ANALYZE public.people_name;
$$;
REVOKE EXECUTE ON FUNCTION people_keep_names(), people_gather_names() FROM PUBLIC;
CREATE TRIGGER people_names_kept AFTER INSERT ON people_person
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
CREATE TRIGGER people_names_kept_up AFTER UPDATE ON people_person
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
SELECT people_gather_names();
"""

# Searching looks to the reach itself, for nothing of it is a condition that row-level security lets an index serve.
# The statements carry their values as literals, so that the planner knows how common a name is. Where more than
# ``many`` different names hold the words, persons who bear one stand so close that the first are found by walking.
FIND = r"""
CREATE OR REPLACE FUNCTION people_find(key text, want integer) RETURNS TABLE (number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    reach text[] := array_remove(string_to_array(current_setting('khuevan.reach', true), ','), '');
    plain text := replace(replace(replace(key, '\', '\\'), '%', '\%'), '_', '\_');
    -- Two letters hold no trigram of their own: they are taken for a whole given name, the last word.
    part text := CASE WHEN length(key) < 3 THEN '% ' || plain ELSE '%' || plain || '%' END;
    many CONSTANT integer := 3000;
    within text := '';
    words text;
    names text[];
    found bigint[];
    more bigint[];
BEGIN
    IF coalesce(cardinality(reach), 0) = 0 OR length(key) < 2 THEN
        RETURN;
    END IF;
    IF NOT '/' = ANY (reach) THEN
        within := format(' AND unit_id = ANY (%L::bigint[])',
            (SELECT array_agg(u.id) FROM public.org_unit u WHERE u.path ^@ ANY (reach)));
        IF within IS NULL OR within LIKE '%(NULL%' THEN
            RETURN;
        END IF;
    END IF;
    -- Who bears the whole name comes first, however many hold a part of theirs.
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM public.people_person WHERE search_name = %L%s LIMIT %s) p',
        key, within, want) INTO found;
    IF coalesce(cardinality(found), 0) < want THEN
        EXECUTE format('SELECT array_agg(DISTINCT name) FROM (SELECT name FROM public.people_name'
            ' WHERE name LIKE %L LIMIT %s) n', part, many) INTO names;
        IF coalesce(cardinality(names), 0) < 5 AND plain LIKE '% %' THEN
            SELECT string_agg(format('name LIKE %L', '%' || word || '%'), ' AND ')
                INTO words FROM unnest(string_to_array(plain, ' ')) AS word WHERE word <> '';
            EXECUTE format('SELECT array_agg(DISTINCT name) FROM (SELECT name FROM public.people_name'
                ' WHERE %s LIMIT %s) n', words, many) INTO names;
        END IF;
        IF coalesce(cardinality(names), 0) < many OR within = '' THEN
            SELECT array_agg(name ORDER BY name ^@ key DESC, name) INTO names FROM unnest(names) AS name;
            EXECUTE format('SELECT array_agg(id) FROM (SELECT p.id FROM unnest(%L::text[]) AS n (name), LATERAL'
                ' (SELECT id FROM public.people_person WHERE search_name = n.name%s LIMIT 400) p LIMIT 400) p',
                names, within) INTO more;
        ELSE
            EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM public.people_person'
                ' WHERE search_name LIKE %L%s LIMIT 400) p', part, within) INTO more;
        END IF;
        found := found || more;
    END IF;
    RETURN QUERY SELECT p.id FROM public.people_person p WHERE p.id = ANY (found)
        ORDER BY p.search_name = key DESC, p.search_name ^@ key DESC, p.sort_name, p.id LIMIT want;
END $$;

"""


class Migration(migrations.Migration):

    dependencies = [("people", "0003_answers")]

    operations = [
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
            ],
        ),
        migrations.AddIndex(
            "name", GinIndex(name="people_name_by_part", fields=["name"], opclasses=["gin_trgm_ops"])
        ),
        migrations.AddIndex("name", models.Index(name="people_name_by_name", fields=["name"])),
        migrations.RemoveIndex("person", "people_person_by_name"),
        migrations.AddIndex("person", models.Index(name="people_person_by_name", fields=["search_name", "unit"])),
        migrations.RunSQL(TRIGGER + FIND, migrations.RunSQL.noop),
    ]
