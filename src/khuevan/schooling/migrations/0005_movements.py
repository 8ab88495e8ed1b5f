"""Transfers between schools and the turn of the year."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schooling", "0004_register")]
    operations = []
