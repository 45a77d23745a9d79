"""What every environment shares. dev, test and prod say only where they differ.

Variables: DATABASE_URL (the application's role), DATABASE_OWNER_URL (migrations), REDIS_URL, EMAIL_URL,
SECRET_KEY, ALLOWED_HOSTS, SITE_URL. The README's table lists them with their defaults.
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ

env = environ.Env()

ROOT = Path(__file__).resolve().parents[2]

DEBUG = False
# Whether this is a developer's or a newcomer's own machine: the mailbox page and the demonstration campus are there.
DEVELOPMENT = False
USE_TZ = True
TIME_ZONE = "UTC"  # storage and logs; people see the campus's zone or their own
LANGUAGE_CODE = "en-us"
USE_I18N = False  # US English alone: no string is looked up in a catalog
FORMAT_MODULE_PATH = "config.formats"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# It takes a fixed default such as 8:00 for a mistaken now() whenever the check runs at that minute of the day.
SILENCED_SYSTEM_CHECKS = ["fields.W161"]
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    # Ours first, lowest last: a template or command of ours wins over a library's.
    "apps.demonstration",
    "apps.administration",
    "apps.dashboards",
    "apps.privacy",
    "apps.advising",
    "apps.outreach",
    "apps.preparation",
    "apps.reflection",
    "apps.network",
    "apps.interviews",
    "apps.contacts",
    "apps.volunteers",
    "apps.guidance",
    "apps.cohorts",
    "apps.audit",
    "apps.students",
    "apps.reminders",
    "apps.accounts",
    "apps.outbox",
    "apps.campus",
    "apps.core",
    # Without discovery: apps.administration says which pages there are.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "lucide",
    "pghistory",
    "pgtrigger",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A list of fifty people is a tenth of its size. Django pads what it compresses, so that its length tells nothing.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "apps.core.incoming.proxies.TrustedProxiesMiddleware",
    "apps.core.incoming.middleware.IncomingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "apps.accounts.middleware.SessionLengthMiddleware",
    "apps.core.not_saved.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.PrivatePagesMiddleware",
    "apps.accounts.sign_in.middleware.SecondFactorMiddleware",
    "apps.accounts.sign_in.middleware.SignedInAlreadyMiddleware",
    "apps.accounts.middleware.InvalidFormMiddleware",
    "apps.accounts.middleware.NotAllowedMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "apps.students.middleware.RequestContextMiddleware",
    "apps.privacy.middleware.GoneMeanwhileMiddleware",
]
# Who did it, and where, goes with every statement of these; a GET changes nothing that has a history.
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.preparation.offline.messages_stay",
                "apps.core.pages.appearance",
                "apps.students.context_processors.request_context",
            ],
            "builtins": ["apps.core.templatetags.form_token"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Sign-in -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "last_name", "preferred_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "apps.accounts.sessions"  # it also says how long they last
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = timedelta(minutes=15).total_seconds()
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = False  # apps.accounts.sign_in.limits has them all
# Django's own, whose hash has the account's one address. allauth's writes a row when it makes a link, which takes time.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False  # apps.accounts.sessions decides
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 1_000  # as often as apps.accounts.sign_in.limits allows
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "apps.accounts.sign_in.forms.SignInForm",
    "request_login_code": "apps.accounts.sign_in.forms.RequestCodeForm",
    "confirm_login_code": "apps.accounts.sign_in.forms.ConfirmCodeForm",
    "confirm_email_verification_code": "apps.accounts.sign_in.forms.ConfirmAddressForm",
    "reset_password": "apps.accounts.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.sign_in.forms.NewPasswordForm",
    "change_password": "apps.accounts.sign_in.forms.ChangePasswordForm",
    "set_password": "apps.accounts.sign_in.forms.SetPasswordForm",
    "reauthenticate": "apps.accounts.sign_in.forms.PasswordAgainForm",
}
MFA_ADAPTER = "apps.accounts.sign_in.second_factor.EncryptingAdapter"
MFA_FORMS = {
    "authenticate": "apps.accounts.sign_in.forms.SecondFactorForm",
    "reauthenticate": "apps.accounts.sign_in.forms.SecondFactorAgainForm",
    "activate_totp": "apps.accounts.sign_in.forms.ActivateSecondFactorForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Acquaint"
MFA_TOTP_TOLERANCE = 1  # a code is good for one step of 30 s more: phones run late, and people type
# Advisers and administrators must hold a second factor before they see any student's record. Production turns it on.
STAFF_SECOND_FACTOR_REQUIRED = False

# --- Security ------------------------------------------------------------------------------------------------------
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # visitors' addresses are those that the connection shows; production counts proxies
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": [
            "'self'",
            "data:",
        ],  # Bootstrap's form icons and the second factor's QR code are data: images
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "payment",
        "usb",
        "browsing-topics",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "apps.core.incoming.views.csrf_failure"
# What one request may carry. A larger body is answered 413 and not read. Ten megabytes of notes get a form error, not
# a blunt refusal. A file is held in memory or dropped, and never written to the disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Files ---------------------------------------------------------------------------------------------------------
MAILBOX = ROOT / ".local" / "mail"  # where development keeps what it would have sent
ADDRESSES = ROOT / ".local" / "addresses.json"  # `make run` says there how its services are reached
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "apps.core.wheels.finders.WheelFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "apps.core.operations.static_files.StaticFiles"},
}

# --- Celery: the wake-up and the pool of hands, never the memory ------------------------------------------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"socket_connect_timeout": 2, "socket_timeout": 10}

# --- Mail: seconds between the ticks of beat, and what differs from apps.outbox.retry.RetryPolicy ----------------
CODES_DELIVER_SECONDS = 10.0  # codes and links to sign in: so long they wait at most where a wake-up is lost
REMINDER_DELIVER_SECONDS = 30.0
REMINDER_RECONCILE_SECONDS = 60.0
OUTBOX_RETRY: dict[str, Any] = {}
# A provider's own record of what it took, asked after a hand-off that nobody answered; empty: the policy decides.
MAIL_LOG_URL = env("MAIL_LOG_URL", default="")
MAIL_LOG_SETTLED_SECONDS = 1800.0

# Seconds for each answer of the mail server; for its verdict on a reminder see apps.outbox.retry.RetryPolicy.
EMAIL_TIMEOUT = 10

# --- Logs: one line an event, no addresses, no link tokens ------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = False
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "apps.core.operations.logs.formatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "formatter": "lines",
            "stream": sys.stdout,
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO", "handlers": [], "propagate": True},
        "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
        "django.security.DisallowedHost": {
            "level": "ERROR",
            "handlers": [],
            "propagate": True,
        },
    },
}
