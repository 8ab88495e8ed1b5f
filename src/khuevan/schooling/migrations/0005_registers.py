"""Classes, places, staff and care in their depth; turn-overs."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_one_version_a_day'),
        ('people', '0004_names'),
        ('schooling', '0004_tallies'),
    ]

    operations = [
        migrations.AddField(
            model_name='employment',
            name='contract',
            field=models.CharField(blank=True, db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='employment',
            name='position',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='entry',
            field=models.CharField(blank=True, db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='boarding',
            field=models.CharField(blank=True, db_default='', default='', max_length=4),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='grades',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='homeroom',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schooling.employment'),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='kind',
            field=models.CharField(db_default='single', default='single', max_length=12),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='sessions',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='site',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.site'),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='subject',
            field=models.CharField(blank=True, db_default='', default='', max_length=30),
        ),
        migrations.AddField(
            model_name='yearresult',
            name='outcome',
            field=models.CharField(blank=True, db_default='', default='', max_length=10),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'person_id', 'day', 'session', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('session', models.PositiveSmallIntegerField()),
                ('excused', models.BooleanField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='AbsenceTotal',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.PositiveSmallIntegerField()),
                ('excused', models.PositiveSmallIntegerField()),
                ('unexcused', models.PositiveSmallIntegerField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='AttendanceMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('taken', models.BigIntegerField(default=0)),
                ('school_class', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schooling.schoolclass')),
            ],
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_year', models.PositiveSmallIntegerField()),
                ('grade', models.SmallIntegerField()),
                ('since', models.DateField(null=True)),
                ('until', models.DateField()),
                ('entry', models.CharField(blank=True, max_length=8)),
                ('how', models.CharField(max_length=10)),
                ('reason', models.CharField(blank=True, max_length=12)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schooling.schoolclass')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='HealthCheck',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'person_id', 'term', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.PositiveSmallIntegerField()),
                ('term', models.PositiveSmallIntegerField()),
                ('measured', models.DateField()),
                ('height', models.PositiveSmallIntegerField(null=True)),
                ('weight', models.PositiveSmallIntegerField(null=True)),
                ('left_eye', models.PositiveSmallIntegerField(null=True)),
                ('right_eye', models.PositiveSmallIntegerField(null=True)),
                ('findings', models.CharField(blank=True, max_length=60)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('title', models.CharField(max_length=120)),
                ('since', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='StaffYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_year', models.PositiveSmallIntegerField()),
                ('standard', models.CharField(blank=True, max_length=10)),
                ('evaluation', models.CharField(blank=True, max_length=10)),
                ('training', models.PositiveSmallIntegerField(default=0)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Support',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=14)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('document', models.CharField(blank=True, max_length=200)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Teaching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=30)),
                ('periods', models.PositiveSmallIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school_class', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schooling.schoolclass')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='TurnOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(db_collation='C', max_length=200)),
                ('school_year', models.PositiveSmallIntegerField()),
                ('phase', models.CharField(default='waiting', max_length=8)),
                ('counts', models.JSONField(default=dict)),
                ('acting', models.JSONField()),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['path', 'school_year'], name='schooling_turnover_by_branch')],
            },
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='schooling.turnover'),
        ),
        migrations.AddConstraint(
            model_name='schoolclass',
            constraint=models.UniqueConstraint(fields=('unit', 'school_year', 'name'), name='schooling_class_one_name_a_year'),
        ),
        migrations.AddConstraint(
            model_name='attendancemonth',
            constraint=models.UniqueConstraint(fields=('school_class', 'month'), name='schooling_attendance_once'),
        ),
        migrations.AddConstraint(
            model_name='staffyear',
            constraint=models.UniqueConstraint(fields=('person', 'school_year'), name='schooling_staff_year_once'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=models.UniqueConstraint(fields=('person', 'code', 'since'), name='schooling_support_once'),
        ),
        migrations.AddConstraint(
            model_name='teaching',
            constraint=models.UniqueConstraint(fields=('school_class', 'subject', 'person'), name='schooling_teaching_once'),
        ),
    ]
