"""The second wall around the new tables of persons, and the history that the database itself keeps.

Whatever changes a row of these tables, a page or a file of a hundred thousand, leaves its former values behind,
with the reason that the transaction gave (``khuevan.reason``). It is seen by whoever reaches the row's unit.
"""

from django.db import migrations

OF_PERSONS = ["higher_studydecision", "higher_degree", "higher_degreecorrection", "higher_post"]
KEPT = [
    "higher_programme", "higher_intake", "higher_openedfield", "higher_profile", "higher_department", "higher_post",
    "higher_asset", "higher_yearvalue", "higher_project", "higher_study", "higher_degree", "higher_employment",
]
WALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {table} FOR SELECT USING ((SELECT current_setting('khuevan.reach', true)) = '/'
    OR people_in_reach(unit_id){family});
CREATE POLICY added ON {table} FOR INSERT WITH CHECK (people_in_reach(unit_id));
CREATE POLICY changed ON {table} FOR UPDATE USING (people_in_reach(unit_id)) WITH CHECK (people_in_reach(unit_id));
CREATE POLICY removed ON {table} FOR DELETE USING (people_in_reach(unit_id));
"""
FUNCTION = """
CREATE FUNCTION higher_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    gone jsonb;
    come jsonb;
BEGIN
    SELECT jsonb_object_agg(b.key, b.value), jsonb_object_agg(b.key, after -> b.key) INTO gone, come
        FROM jsonb_each(before) b WHERE b.value IS DISTINCT FROM after -> b.key AND b.key <> 'search_name';
    IF gone IS NOT NULL THEN
        INSERT INTO public.higher_change ("table", "row", unit_id, old, new, reason, at)
        VALUES (TG_TABLE_NAME, OLD.id, OLD.unit_id, gone, come,
                coalesce(current_setting('khuevan.reason', true), ''), clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
"""
# Whoever holds both numbers of a degree may know whether it stands, never whose it is.
TOLD = """
CREATE FUNCTION higher_degree_told(serial_number text, book text)
RETURNS TABLE (unit varchar, programme varchar, level varchar, issued integer, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.name, p.name, p.level, extract(year FROM d.issued_on)::integer, d.state
    FROM higher_degree d JOIN higher_study s ON s.id = d.study_id JOIN higher_programme p ON p.id = s.programme_id
    JOIN org_unit u ON u.id = d.unit_id
    WHERE d.serial = serial_number AND d.book_number = book ORDER BY u.search_name LIMIT 5
$$;
"""
KEEP = """
CREATE TRIGGER keep_change AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION higher_keep_change();
"""


class Migration(migrations.Migration):

    dependencies = [("higher", "0003_registers")]

    operations = [
        migrations.RunSQL(
            "".join(WALL.format(table=table, family=" OR people_is_family(person_id)") for table in OF_PERSONS)
            + WALL.format(table="higher_change", family="")
            + FUNCTION
            + TOLD
            + "".join(KEEP.format(table=table) for table in KEPT),
            migrations.RunSQL.noop,
        )
    ]
