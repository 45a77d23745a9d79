"""Dates in the administration, as a US campus writes and types them. All other pages use `{% load dates %}`."""

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A"
# With the zone, because the administration's times are UTC; a narrow column breaks it only between day and time.
DATETIME_FORMAT = "M\u00a0j,\u00a0Y, g:i\u00a0A\u00a0T"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "F j"
# The first of each is how a field shows what it holds.
DATE_INPUT_FORMATS = ["%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p"]
