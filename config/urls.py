"""Every mount, on one screen."""

from django.conf import settings
from django.urls import include, path

from apps.administration.site import site
from apps.core.health import healthz

urlpatterns = [
    path("", include("apps.dashboards.urls")),
    path("interviews/", include("apps.interviews.urls")),
    path("contacts/", include("apps.contacts.urls")),
    path("reminders/", include("apps.reminders.urls")),
    path("settings/", include("apps.students.urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", site.urls),
    path("healthz/", healthz, name="healthz"),
]
if settings.DEVELOPMENT:
    urlpatterns += [path("dev/mail/", include("apps.core.mailbox.urls"))]

handler400 = "apps.core.views.bad_request"
handler403 = "apps.core.views.permission_denied"
handler404 = "apps.core.views.not_found"
handler500 = "apps.core.views.server_error"
