"""ASGI entry, for servers that want one; the application itself is synchronous."""

import os

from django.core.asgi import get_asgi_application

from apps.core.incoming.utf8 import Utf8ASGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

application = get_asgi_application()
application.request_class = Utf8ASGIRequest
