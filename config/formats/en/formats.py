"""How Django's own pages and form fields write days and times: near to `apps.core.templatetags.dates`.

The first format of an input is also the one that a form writes.
"""

from django.conf.locale.en import formats

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "M j, Y, g:i A T"

DATE_INPUT_FORMATS = ["%m/%d/%Y", *formats.DATE_INPUT_FORMATS]
TIME_INPUT_FORMATS = ["%I:%M %p", "%I:%M%p", "%I %p", "%I%p", *formats.TIME_INPUT_FORMATS]
