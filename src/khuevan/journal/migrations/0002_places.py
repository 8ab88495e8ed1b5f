"""At commit, every entry is given its place in the log: without gaps, in the order of the commits.

The deferred trigger runs when the transaction commits, takes the counter's row and keeps it until the commit is
done. So whoever sees leaf k sees all leaves before it, and the lock is held for the length of a commit only.
The functions are the owner's: the application's role can add an entry, and cannot choose its place or hash.
"""

from django.db import migrations

GIVE_PLACE = r"""
CREATE FUNCTION journal_give_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place bigint;
BEGIN
    INSERT INTO public.journal_counter AS c (single, leaves) VALUES (true, 1)
        ON CONFLICT (single) DO UPDATE SET leaves = c.leaves + 1 RETURNING c.leaves - 1 INTO place;
    INSERT INTO public.journal_leaf (index, entry, hash) VALUES (place, NEW.id, sha256('\x00'::bytea || convert_to(
        to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || NEW.body, 'UTF8')));
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION journal_give_place() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER journal_entry_gets_its_place AFTER INSERT ON journal_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_give_place();

ALTER TABLE journal_counter SET (fillfactor = 10);
"""


class Migration(migrations.Migration):

    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(
            GIVE_PLACE,
            "DROP TRIGGER journal_entry_gets_its_place ON journal_entry; DROP FUNCTION journal_give_place();",
        )
    ]
