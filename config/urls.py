"""Every mount, on one screen."""

from django.conf import settings
from django.urls import include, path

from apps.administration.site import site
from apps.contacts.urls import urlpatterns as about_contacts
from apps.core.operations.health import healthz
from apps.core.wheels.licenses import licenses
from apps.dashboards.views.contacts import contact, contacts
from apps.dashboards.views.interviews import interview, interviews
from apps.interviews.urls import urlpatterns as about_interviews
from apps.outreach.thanking import views as thanking
from apps.preparation.offline import offline, worker

# What belongs to an interview or a person is answered in their apps; the lists and the pages of one show more, in
# dashboards, and a thank-you note may go as messages do, in outreach.
INTERVIEWS = [
    path("", interviews, name="list"),
    path("<int:pk>/", interview, name="detail"),
    path("<int:pk>/thank-you/", thanking.thank_you, name="thank_you"),
    path("<int:pk>/thank-you/sending/", thanking.thanked, name="thanked"),
    path("<int:pk>/thank-you/sending/withdrawal/", thanking.withdraw_thanks, name="withdraw_thanks"),
    *about_interviews,
]
CONTACTS = [path("", contacts, name="list"), path("<int:pk>/", contact, name="detail"), *about_contacts]

urlpatterns = [
    path("", include("apps.administration.urls")),
    path("", include("apps.dashboards.urls")),
    path("", include("apps.advising.urls")),
    path("interviews/", include((INTERVIEWS, "interviews"))),
    path("", include("apps.outreach.urls")),
    path("interviews/", include("apps.preparation.urls")),
    path("interviews/", include("apps.reflection.urls")),
    path("", include("apps.network.urls")),
    path("contacts/", include((CONTACTS, "contacts"))),
    path("start/", include("apps.contacts.start.urls")),
    path("reminders/", include("apps.reminders.urls")),
    path("settings/", include("apps.students.urls")),
    path("settings/", include("apps.privacy.urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", site.urls),
    path("sw.js", worker, name="worker"),
    path("offline/", offline, name="offline"),
    path("healthz/", healthz, name="healthz"),
    path("licenses/", licenses, name="licenses"),
]
if settings.DEVELOPMENT:
    urlpatterns += [path("dev/mail/", include("apps.core.mailbox.urls"))]

handler400 = "apps.core.incoming.views.bad_request"
handler403 = "apps.core.incoming.views.permission_denied"
handler404 = "apps.core.incoming.views.not_found"
handler500 = "apps.core.incoming.views.server_error"
