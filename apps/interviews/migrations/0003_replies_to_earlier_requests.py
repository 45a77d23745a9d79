from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_AT_ONCE = 1000
_ANSWERED = """
    UPDATE interviews_interview SET replied_at = COALESCE(scheduled_at, exited_at)
     WHERE id > %s AND id <= %s AND replied_at IS NULL
       AND asked_at <= COALESCE(scheduled_at, exited_at) AND (scheduled_at IS NOT NULL OR exit = 'declined')
"""


def note_replies(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was answered before the column was there. So many rows at once, each lot committed by itself: students go on
    logging meanwhile, and a second run goes on where the first was cut.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM interviews_interview")
        [last] = cursor.fetchone()
        for first in range(0, last, _AT_ONCE):
            cursor.execute(_ANSWERED, [first, first + _AT_ONCE])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('interviews', '0002_preparation_and_replies'),
    ]

    operations = [
        migrations.RunPython(note_replies, migrations.RunPython.noop),
    ]
