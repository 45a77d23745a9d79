"""What production needs from its variables, and what it refuses, each with a sentence that names the variable."""

from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

from .services import broker, cache, database, email, is_embedded, is_plain, owner

POSTGRES = ("postgres", "postgresql")
REDIS = ("redis", "rediss")
SMTP = ("smtp", "smtp+tls", "smtp+ssl")
OFF = ("false", "0", "no", "off")
ON = ("true", "1", "yes", "on")
A_YEAR = 31_536_000  # seconds


def production(variables: Mapping[str, str], *, addresses: Path) -> dict[str, Any]:
    """The settings that `variables` name; `addresses` is where a `make run` in this checkout says what is its own.

    Raises ImproperlyConfigured for a variable that is missing or wrong, an embedded part, or DEBUG.
    """
    given = Given(variables)
    if given.get("DEBUG").strip().lower() not in ("", *OFF):
        raise ImproperlyConfigured("Unset DEBUG: production never shows its insides to a visitor.")
    return {
        **_secret_keys(given),
        **_addresses_of_the_site(given),
        **_database_and_broker(given, addresses),
        **_mail(given),
        **_behind_a_proxy(given),
    }


class Given:
    """The variables as they are written, and what is refused about each."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def get(self, name: str) -> str:
        return self.variables.get(name, "")

    def list(self, name: str) -> list[str]:
        return [part.strip() for part in self.get(name).split(",") if part.strip()]

    def required(self, name: str, why: str) -> str:
        return self.get(name) or refuse(name, why)

    def address(self, name: str, why: str, *, schemes: tuple[str, ...]) -> str:
        """A required URL that can be meant: one of `schemes`, a host, and a port that is a number or none."""
        value = self.required(name, why)
        return value if _is_address(value, schemes) else refuse(name, f"this is not {why}")

    def whole_number(self, name: str, default: int) -> int:
        value = self.get(name)
        if value and not (value.isascii() and value.isdigit()):
            refuse(name, "a whole number, 0 or more.")
        return int(value) if value else default

    def switch(self, name: str, default: bool) -> bool:
        value = self.get(name).strip().lower()
        if value not in ("", *ON, *OFF):
            refuse(name, "true or false.")
        return value in ON if value else default


def refuse(name: str, why: str) -> NoReturn:
    raise ImproperlyConfigured(f"Set {name}: {why}")


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or an IPv6 address that does not end
        return False


def _secret_keys(given: Given) -> dict[str, Any]:
    key = given.required("SECRET_KEY", "50 random characters or more; `openssl rand -base64 48` makes one.")
    former = given.list("SECRET_KEY_FALLBACKS")
    for name, value in [("SECRET_KEY", key), *(("SECRET_KEY_FALLBACKS", each) for each in former)]:
        placeholder = value.startswith(("development-only", "change-me", "django-insecure"))
        if len(value) < 50 or len(set(value)) < 10 or placeholder:
            raise ImproperlyConfigured(
                f"Set {name} to 50 random characters or more; this one is short or a placeholder."
            )
    return {"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": former}


def _addresses_of_the_site(given: Given) -> dict[str, Any]:
    hosts = given.list("ALLOWED_HOSTS")
    if not hosts:
        refuse("ALLOWED_HOSTS", "the host names this installation answers to, separated by commas.")
    if "*" in hosts:
        raise ImproperlyConfigured("Set ALLOWED_HOSTS to real host names: '*' lets anybody forge the Host header.")
    if any(host.startswith(".") for host in hosts):
        refuse("ALLOWED_HOSTS", "each host name in full: a leading dot lets every name under it in.")
    why = "the address people use, such as https://acquaint.campus.example; links in mail start with it."
    site_url = given.required("SITE_URL", why).rstrip("/")
    parts = urlsplit(site_url)
    if not _is_address(site_url, ("https",)) or parts.username or parts.path or parts.query or parts.fragment:
        raise ImproperlyConfigured("Set SITE_URL to an address that starts with https:// and ends with the host.")
    if not validate_host(parts.hostname or "", hosts):
        refuse("ALLOWED_HOSTS", "the host of SITE_URL must be one of them.")
    return {"ALLOWED_HOSTS": hosts, "SITE_URL": site_url, "CSRF_TRUSTED_ORIGINS": [site_url]}


def _database_and_broker(given: Given, addresses: Path) -> dict[str, Any]:
    why = "the application's role, postgres://user:password@host/name."
    database_url = given.address("DATABASE_URL", why, schemes=POSTGRES)
    owner_url = given.get("DATABASE_OWNER_URL")
    if owner_url and not _is_address(owner_url, POSTGRES):
        refuse("DATABASE_OWNER_URL", "this is not the owner's role, postgres://owner:password@host/name.")
    if owner_url and urlsplit(owner_url).username == urlsplit(database_url).username:
        raise ImproperlyConfigured(
            "Set DATABASE_OWNER_URL to another role than DATABASE_URL: the application must not own its tables."
        )
    redis_url = broker(given.address("REDIS_URL", "the broker, redis://:password@host:6379/0.", schemes=REDIS))
    urls = {"DATABASE_URL": database_url, "DATABASE_OWNER_URL": owner_url, "REDIS_URL": redis_url}
    for name, url in urls.items():
        if url and is_embedded(url, addresses):
            raise ImproperlyConfigured(
                f"Set {name} to a server of your own: the embedded one is for development and tests."
            )
    application = database(database_url)
    # Only the migration step is given the owner's role; web, worker and beat run without it.
    owners = owner(owner_url) if owner_url else None
    if owners and owners["NAME"] != application["NAME"]:
        refuse("DATABASE_OWNER_URL", "it must name the same database as DATABASE_URL.")
    return {
        "DATABASES": {"default": application},
        "DATABASE_OWNER": owners,
        "REDIS_URL": redis_url,
        "CACHES": {"default": cache(redis_url)},
        "CELERY_BROKER_URL": redis_url,
    }


def _mail(given: Given) -> dict[str, Any]:
    server = email(given.address("EMAIL_URL", "the mail server, smtp+tls://user:password@host:587.", schemes=SMTP))
    if is_plain(server) and not given.switch("EMAIL_ALLOW_PLAIN", default=False):
        refuse("EMAIL_URL", "smtp+tls://, or EMAIL_ALLOW_PLAIN=true if everyone on the way may read mail.")
    why = "the sender, such as 'Career Center <careers@campus.example>'."
    sender = given.required("DEFAULT_FROM_EMAIL", why)
    if not _is_sender(sender):
        refuse("DEFAULT_FROM_EMAIL", why)
    timeout = given.whole_number("EMAIL_TIMEOUT", default=10)
    if not timeout:
        refuse("EMAIL_TIMEOUT", "1 or more: without a limit one silent mail server stops all mail.")
    log_url = given.get("MAIL_LOG_URL")
    if log_url and not _is_address(log_url, ("https",)):
        refuse("MAIL_LOG_URL", "https://api:key@api.mailgun.net/v3/campus.example, or leave it empty.")
    sent_by = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    return {**server, **sent_by, "EMAIL_TIMEOUT": timeout, "MAIL_LOG_URL": log_url}


def _is_sender(value: str) -> bool:
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        return False
    return value.isprintable()


def _behind_a_proxy(given: Given) -> dict[str, Any]:
    is_behind = given.switch("BEHIND_PROXY", default=False)
    proxies = given.whole_number("TRUSTED_PROXIES", default=int(is_behind))
    if is_behind and not proxies:
        refuse("TRUSTED_PROXIES", "1 or more with BEHIND_PROXY=true: else all visitors have the proxy's address.")
    seconds = given.whole_number("SECURE_HSTS_SECONDS", default=A_YEAR)
    subdomains = given.switch("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
    preload = given.switch("SECURE_HSTS_PRELOAD", default=False)
    if preload and not (subdomains and seconds >= A_YEAR):
        refuse("SECURE_HSTS_PRELOAD", "true only with SECURE_HSTS_INCLUDE_SUBDOMAINS=true and a year or more.")
    return {
        "SECURE_SSL_REDIRECT": given.switch("SECURE_SSL_REDIRECT", default=True),
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if is_behind else None,
        # How many proxies stand before us, so that a rate limit counts the visitor and not the proxy.
        "ALLAUTH_TRUSTED_PROXY_COUNT": proxies,
        "SECURE_HSTS_SECONDS": seconds,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": subdomains,
        "SECURE_HSTS_PRELOAD": preload,
    }
