from django.db import migrations, models
from django.db.models.functions import Now

import apps.core.models


def _ended_at(**default):
    return models.DateTimeField(
        blank=True,
        help_text='When the student was through the first steps, or asked not to see them.',
        null=True,
        **default,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('students', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='student',
            name='major',
            field=apps.core.models.NameField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='student',
            name='year',
            field=apps.core.models.NameField(blank=True, db_default='', default='', max_length=40, verbose_name='year of study'),
        ),
        migrations.AddField(
            model_name='student',
            name='start_step',
            field=models.CharField(blank=True, db_default='', default='', help_text='Where the first steps go on; empty before they were begun.', max_length=20),
        ),
        # Whoever is here already counts as having skipped it. A default that holds for this statement alone writes no
        # row, however many students there are.
        migrations.AddField(model_name='student', name='start_ended_at', field=_ended_at(db_default=Now())),
        migrations.AlterField(model_name='student', name='start_ended_at', field=_ended_at()),
    ]
