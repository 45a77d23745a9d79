from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """While reminders are written and sent: an index that is built in a transaction stops both."""

    atomic = False

    dependencies = [
        ('reminders', '0002_bounces_heartbeats_standstills'),
    ]

    operations = [
        # What a build that was cut off has left behind.
        migrations.RunSQL('DROP INDEX CONCURRENTLY IF EXISTS reminder_ended', migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state', 'due'), _negated=True), fields=['ended_at'], name='reminder_ended'),
        ),
        migrations.RunSQL('DROP INDEX CONCURRENTLY IF EXISTS reminder_log', migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='reminder',
            index=models.Index(fields=['-due_at', '-id'], name='reminder_log'),
        ),
    ]
