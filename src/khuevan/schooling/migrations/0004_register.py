"""The register's fields."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schooling", "0003_second_wall")]
    operations = []
