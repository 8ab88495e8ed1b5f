"""Two versions of one thing never overlap: the database refuses it, whoever writes."""

from django.db import migrations, models

CONSTRAINTS = {
    "org_territory": ("org_territory_one_a_day", "level WITH =, code WITH =", "WHERE (code <> '')"),
    "org_unitversion": ("org_unit_version_no_overlap", "unit_id WITH =", ""),
    "org_unitcode": ("org_unit_code_one_holder", "issuer WITH =, code WITH =", ""),
}


def constraint(table: str, name: str, same: str, where: str) -> migrations.RunSQL:
    """An exclusion over the period, and its removal."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
        f"({same}, daterange(since, until) WITH &&) {where}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]
    operations = [
        migrations.RemoveConstraint(model_name="territory", name="org_territory_one_version_a_day"),
        migrations.AddIndex(
            "territory", models.Index(fields=["level", "code", "since"], name="org_territory_by_code")
        ),
        migrations.AlterField("succession", "extent", models.CharField(max_length=10)),
        *(constraint(table, *what) for table, what in CONSTRAINTS.items()),
    ]
