"""Records keep what they were: every row that is changed or removed leaves what it held, whatever the way in.

The triggers work on whole statements, so that a merge of a file pays once. New rows leave nothing: ``recorded_at`` says
since when they are there. Whose record it is stands in the column that a trigger is given; ``khuevan.entry`` is the
journal's entry, where the change told one for its transaction.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

HISTORY = """
CREATE FUNCTION people_keep_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.people_change (person_id, source, "row", held, at, entry)
    SELECT (b.held ->> TG_ARGV[0])::bigint, TG_ARGV[1], (b.held ->> 'id')::bigint, b.held, clock_timestamp(),
        nullif(current_setting('khuevan.entry', true), '')::bigint
    FROM (SELECT to_jsonb(o) AS held FROM old_rows o EXCEPT ALL SELECT to_jsonb(n) FROM new_rows n) b;
    RETURN NULL;
END $$;
CREATE FUNCTION people_keep_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.people_change (person_id, source, "row", held, at, entry)
    SELECT (b.held ->> TG_ARGV[0])::bigint, TG_ARGV[1], (b.held ->> 'id')::bigint, b.held, clock_timestamp(),
        nullif(current_setting('khuevan.entry', true), '')::bigint
    FROM (SELECT to_jsonb(o) AS held FROM old_rows o) b
    WHERE EXISTS (SELECT FROM public.people_person p WHERE p.id = (b.held ->> TG_ARGV[0])::bigint);
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION people_keep_changed(), people_keep_removed() FROM PUBLIC;
"""


def keeping(table: str, column: str, source: str) -> str:
    """The triggers of a table whose ``column`` says whose record a row belongs to."""
    given = f"('{column}', '{source}')"
    return f"""
CREATE TRIGGER people_changed_kept AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_changed{given};
CREATE TRIGGER people_removed_kept AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_removed{given};
"""


# Parents see and act while their right to it lasts.
FAMILY = """
CREATE OR REPLACE FUNCTION people_is_family(person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me text := current_setting('khuevan.person', true);
BEGIN
    RETURN me <> '' AND (person = me::bigint OR EXISTS (SELECT FROM public.people_guardian g
        WHERE g.child_id = person AND g.account_person_id = me::bigint
        AND g.may_see AND (g.until IS NULL OR g.until > current_date)));
END $$;
"""


def wall(table: str, write: bool) -> str:
    """Rows are seen by the office, the person and the parents; where the application writes, by the office."""
    reach = "people_in_reach(people_unit_of(person_id))"
    seen = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {table} FOR SELECT USING ({reach} OR people_is_family(person_id));
"""
    written = f"""
CREATE POLICY added ON {table} FOR INSERT WITH CHECK ({reach});
CREATE POLICY changed ON {table} FOR UPDATE USING ({reach}) WITH CHECK ({reach});
CREATE POLICY removed ON {table} FOR DELETE USING ({reach});
"""
    return seen + (written if write else "")


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_one_version_a_day'),
        ('people', '0005_duplicates'),
    ]

    operations = [
        migrations.AddField(
            model_name='guardian',
            name='born_year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='consent',
            field=models.BooleanField(db_default=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='contact_order',
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name='guardian',
            name='custody',
            field=models.BooleanField(db_default=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='job',
            field=models.CharField(blank=True, db_default='', max_length=100),
        ),
        migrations.AddField(
            model_name='guardian',
            name='may_see',
            field=models.BooleanField(db_default=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='national',
            field=models.CharField(blank=True, db_default='', max_length=12),
        ),
        migrations.AddField(
            model_name='guardian',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='guardian',
            name='until',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='identifier',
            name='issuer',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='identifier',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='identifier',
            name='status',
            field=models.CharField(db_default='held', max_length=10),
        ),
        migrations.AddField(
            model_name='person',
            name='family',
            field=models.CharField(blank=True, db_default='', max_length=60),
        ),
        migrations.AddField(
            model_name='person',
            name='given',
            field=models.CharField(blank=True, db_default='', max_length=60),
        ),
        migrations.AddField(
            model_name='person',
            name='middle',
            field=models.CharField(blank=True, db_default='', max_length=60),
        ),
        migrations.AddField(
            model_name='person',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.CreateModel(
            name='Edit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(max_length=100)),
                ('office', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('entry', models.BigIntegerField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('undoes', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.edit')),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=10)),
                ('row', models.BigIntegerField()),
                ('held', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('entry', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'at'], name='people_change_by_person'), models.Index(fields=['row', 'source'], name='people_change_by_row')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('detail', models.CharField(blank=True, db_default='', max_length=250)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='people.person')),
                ('territory', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'kind'), name='people_place_one_today')],
            },
        ),
        migrations.RunSQL(
            HISTORY
            + keeping("people_person", "id", "person")
            + keeping("people_identifier", "person_id", "identifier")
            + keeping("people_guardian", "child_id", "guardian")
            + keeping("people_place", "person_id", "place")
            + FAMILY
            + wall("people_place", True)
            + wall("people_edit", True)
            + wall("people_change", False),
            migrations.RunSQL.noop,
        ),
    ]
