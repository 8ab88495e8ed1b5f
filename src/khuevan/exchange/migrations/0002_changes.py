"""What changed in the registers, in the order of the commits.

A transaction that changes a resource gets its place when it commits. It waits there for its turn by the row that
the journal's entries wait for (journal, migration 0002), so that a transaction has one turn for both and no two
wait for each other. The lock is kept until the commit is done: whoever sees a place sees all before it. A
transaction that takes long holds nobody up: it has no place before it commits.
"""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

PLACES = """
CREATE SEQUENCE exchange_place;

CREATE FUNCTION exchange_give_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.journal_counter (single, leaves) VALUES (true, 0) ON CONFLICT DO NOTHING;
    PERFORM FROM public.journal_counter FOR UPDATE;
    UPDATE public.exchange_commit SET place = nextval('public.exchange_place')
        WHERE resource = NEW.resource AND xact = NEW.xact;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION exchange_give_place() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER exchange_commit_gets_its_place AFTER INSERT ON exchange_commit
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_give_place();

CREATE FUNCTION exchange_branches_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.exchange_change (resource, xact, anchor, path, was_path)
        SELECT '', pg_current_xact_id()::text::bigint, n.id, n.path, o.path
        FROM old_rows o JOIN new_rows n ON n.id = o.id AND n.path <> o.path;
    IF FOUND THEN
        INSERT INTO public.exchange_commit (resource, xact) VALUES ('', pg_current_xact_id()::text::bigint)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION exchange_branches_moved() FROM PUBLIC;

CREATE TRIGGER exchange_branches_moved AFTER UPDATE ON org_unit
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION exchange_branches_moved();
"""
UNDONE = """
DROP TRIGGER exchange_branches_moved ON org_unit;
DROP FUNCTION exchange_branches_moved();
DROP TRIGGER exchange_commit_gets_its_place ON exchange_commit;
DROP FUNCTION exchange_give_place();
DROP SEQUENCE exchange_place;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
        ('journal', '0002_places'),
        ('org', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(max_length=60)),
                ('xact', models.BigIntegerField()),
                ('anchor', models.BigIntegerField(null=True)),
                ('key', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
                ('path', models.CharField(db_collation='C', max_length=200, null=True)),
                ('was_key', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
                ('was_path', models.CharField(db_collation='C', max_length=200, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['resource', 'xact', 'id'], name='exchange_change_of_commit')],
            },
        ),
        migrations.CreateModel(
            name='Commit',
            fields=[
                ('pk', models.CompositePrimaryKey('resource', 'xact', blank=True, editable=False, primary_key=True, serialize=False)),
                ('resource', models.CharField(max_length=60)),
                ('xact', models.BigIntegerField()),
                ('place', models.BigIntegerField(null=True)),
                ('whole', models.BooleanField(db_default=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['resource', 'place'], name='exchange_commit_in_order'), models.Index(fields=['place'], name='exchange_commit_newest')],
            },
        ),
        migrations.RunSQL(PLACES, UNDONE),
    ]
