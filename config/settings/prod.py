"""Production: every service named by a variable, secure cookies, a second factor for staff.

Refuses to start, with a sentence that says which variable to set, on an embedded part, on DEBUG, or without a
real SECRET_KEY, hosts, database roles, broker and mail server.
"""

import os

from .base import *
from .base import ADDRESSES, SILENCED_SYSTEM_CHECKS
from .production import production

DEBUG = False
vars().update(production(os.environ, addresses=ADDRESSES))

STAFF_SECOND_FACTOR_REQUIRED = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # the container's own health check speaks plain HTTP
# Subdomains and preloading bind other sites of the campus, so the checks that want them do not speak for it.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
# With this prefix a browser takes them from this host only, and from no other of the campus's domain.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
