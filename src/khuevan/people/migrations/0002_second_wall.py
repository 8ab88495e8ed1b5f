"""The second wall: PostgreSQL itself gives the application's role only the persons within its reach.

``khuevan.reach`` (branches of the unit tree, separated by commas; '/' is the country) and ``khuevan.person``
(one's own record) hold for a transaction: ``access.public.reaching`` sets them. Where they are not set, no
row exists. The tables' owner is not bound: it migrates, and its functions below check the reach themselves.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

# One function call plans faster than the sub-selects it stands for, and a read by primary key is mostly planning:
# measured 1.1 to 1.2 against 1.9 times the same read without the wall. The first is the caller's own and sets no
# search path (each call would pay for it): whoever could trick it could as well set ``khuevan.reach``.
FUNCTIONS = """
CREATE FUNCTION people_in_reach(unit bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    reach text := current_setting('khuevan.reach', true);
BEGIN
    RETURN reach = '/' OR (reach <> '' AND EXISTS (SELECT FROM public.org_unit u
        WHERE u.id = unit AND u.path ^@ ANY (array_remove(string_to_array(reach, ','), ''))));
END $$;

CREATE FUNCTION people_is_family(person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me text := current_setting('khuevan.person', true);
BEGIN
    RETURN me <> '' AND (person = me::bigint OR EXISTS (SELECT FROM public.people_guardian g
        WHERE g.child_id = person AND g.account_person_id = me::bigint));
END $$;

CREATE FUNCTION people_unit_of(person bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT unit_id FROM public.people_person WHERE id = person
$$;
REVOKE EXECUTE ON FUNCTION people_is_family(bigint), people_unit_of(bigint) FROM PUBLIC;
"""


def wall(table: str, see: str, write: str) -> str:
    """Rows are seen by their office, the person and the parents; they are written by the office alone."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {table} FOR SELECT USING ({see});
CREATE POLICY added ON {table} FOR INSERT WITH CHECK ({write});
CREATE POLICY changed ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write});
CREATE POLICY removed ON {table} FOR DELETE USING ({write});
"""


def hanging(table: str, column: str) -> str:
    """What hangs on a person is seen and written by whoever sees and writes the person."""
    unit = f"people_unit_of({column})"
    return wall(table, f"people_in_reach({unit}) OR people_is_family({column})", f"people_in_reach({unit})")


SEEN = "people_in_reach(people_unit_of(person_id)) OR people_is_family(person_id)"

# Searching by a part of a name cannot use the index under row-level security (LIKE is not leakproof), so the
# owner searches and looks to the reach itself. The statements carry their values as literals, so that the
# planner knows how common a name is: it goes through the trigrams for a rare one, and stops early for a common.
FIND = r"""
CREATE FUNCTION people_find(key text, want integer) RETURNS TABLE (number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    reach text[] := array_remove(string_to_array(current_setting('khuevan.reach', true), ','), '');
    plain text := replace(replace(replace(key, '\', '\\'), '%', '\%'), '_', '\_');
    within text := '';
    words text;
    found bigint[];
    rough bigint[];
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
    -- Two letters hold no trigram of their own: they are taken for a whole given name, the last word.
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM public.people_person WHERE search_name LIKE %L%s LIMIT 400) p',
        CASE WHEN length(key) < 3 THEN '% ' || plain ELSE '%' || plain || '%' END, within) INTO found;
    IF coalesce(cardinality(found), 0) < 5 AND plain LIKE '% %' THEN
        SELECT string_agg(format('search_name LIKE %L', '%' || word || '%'), ' AND ')
            INTO words FROM unnest(string_to_array(plain, ' ')) AS word WHERE word <> '';
        EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM public.people_person WHERE %s%s LIMIT 200) p',
            words, within) INTO rough;
        found := found || rough;
    END IF;
    RETURN QUERY SELECT p.id FROM public.people_person p WHERE p.id = ANY (found)
        ORDER BY p.search_name = key DESC, p.search_name ^@ key DESC, p.sort_name, p.id LIMIT want;
END $$;
REVOKE EXECUTE ON FUNCTION people_find(text, integer) FROM PUBLIC;
"""


def let_the_application_search(apps: Any, schema_editor: Any) -> None:
    """Of everybody, the application's role alone may ask these functions."""
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for function in (
        "people_find(text, integer)",
        "people_is_family(bigint)",
        "people_unit_of(bigint)",
    ):
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")


class Migration(migrations.Migration):

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS
            + wall("people_person", "people_in_reach(unit_id) OR people_is_family(id)", "people_in_reach(unit_id)")
            + hanging("people_identifier", "person_id")
            + hanging("people_guardian", "child_id")
            # Whoever sees a record may say what is wrong in it.
            + wall("people_correctionrequest", *[SEEN] * 2)
            + FIND,
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(let_the_application_search, migrations.RunPython.noop),
    ]
