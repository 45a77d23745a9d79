from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from apps.interviews.actions.log import log
from apps.reminders.models import Reminder
from apps.students.actions import change_preferences
from apps.students.models import Student

pytestmark = pytest.mark.django_db
