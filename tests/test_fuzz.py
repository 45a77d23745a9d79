"""What a stranger may send to any address, as anybody: junk in headers, cookies, queries and bodies.

No answer is a fault of ours, and no log line holds what was sent. It goes to the WSGI application itself, as a server
hands it on, because Django's test client makes its requests in another way.
`FUZZ=50000 make proof ARGS='-k fuzz'` tries more, and `make chaos` types more into every page.
"""

import io
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest
from django.core import signals
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.core.not_saved.shown import Shown
from apps.core.operations.logs import formatter
from config.wsgi import application
from tests.authorization_matrix import ADMIN_MATRIX, MATRIX, PEOPLE
from tests.authorization_world import World, address_of, administration, world  # noqa: F401 - two of them are fixtures

TOKEN, ADDRESS, WORDS = "Zk9xQ2vT7mB4nL8wR3yH6jD1pS5", "mallory@elsewhere.example", "an umbrella of mine"
PRIVATE = ("Zk9xQ2vT7m", "mallory", "umbrella")
CSRF = "a" * 32

CHARSETS = [
    "hex",
    "rot13",
    "base64",
    "utf-16",
    "unicode_escape",
    "\x00",
    "idna",
    "mbcs",
    "undefined",
    "punycode",
    "utf-8",
]
NASTY = [
    "", " ", "\x00", "a\x00b", "%00", "\\000", '"' + "0" * 32 + '\\000"', "\r\nX: y", "\u202e\u200b", "é", "\ud7ff",
    "\udcff", "-1", "0", "1", "1.5", "2²", "٣", "NaN", "1e400", str(2**31), str(2**63 - 1), str(2**63), "9" * 5000,
    "//evil.example", "http://[", "http://[::1", "//[]:x", "javascript:alert(1)", "http://testserver:99999/", "{}",
    "[[[", "null", "true", "on", "9999-12-31T23:59", "0001-01-01T00:00", "2026-03-08T02:30", "2026-13-40", "25:61",
    "'", '"', "<b>", "{{x}}", "%", "%s", "%(x)s", "../../etc/passwd", "x" * 300, "x" * 9000, TOKEN, ADDRESS,
]  # fmt: skip
LINES = [
    "", "*/*", "text/html", "text/html; x*=bogus''y", "a/b; charset*=hex''x", "text/html;q=nan", ";;;,,,=",
    "bytes=0-", "bytes=9-1,-", "Mon, 99 Foo 99999 99:99:99 GMT", 'W/"x"', "en-US,en;q=0.9", "xx-" + "y" * 9000,
    "de-CH;q=NaN,*;q=-1", "null", "http://[", "http://testserver", "https://testserver:443:443/",
    "http://testserver/%ff?q=" + TOKEN, "::1, unknown, 999.1.1.1", "for=_x;proto=http", "https", "XMLHttpRequest",
    "true", "chunked", "gzip, br", "\xff\xfe", "\x00", "x" * 9000,
]  # fmt: skip
HEADERS = [
    "ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "ACCEPT_CHARSET", "RANGE", "IF_RANGE", "IF_MODIFIED_SINCE",
    "IF_UNMODIFIED_SINCE", "IF_NONE_MATCH", "IF_MATCH", "REFERER", "ORIGIN", "USER_AGENT", "HOST", "X_FORWARDED_FOR",
    "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_FORWARDED_PORT", "FORWARDED", "X_REAL_IP", "HX_REQUEST",
    "HX_CURRENT_URL", "HX_CURRENT_URL_URI_AUTOENCODED", "HX_TARGET", "HX_TRIGGER", "HX_PROMPT", "HX_BOOSTED",
    "X_REQUESTED_WITH", "X_REQUEST_ID", "X_CORRELATION_ID", "TRANSFER_ENCODING", "CONTENT_ENCODING",
    "X_HTTP_METHOD_OVERRIDE", "AUTHORIZATION", "X_CSRFTOKEN", "EXPECT", "CONNECTION", "SEC_FETCH_SITE",
]  # fmt: skip
COOKIES = [
    "sessionid",
    "csrftoken",
    "messages",
    "color_scheme",
    "single_keys",
    "not_saved",
    "django_language",
    "",
    "$Version",
]
KEYS = [
    "q", "page", "sort", "from", "at", "next", "full", "email", "login", "password", "code", "uid", "key", "token",
    "cohort", "contact", "interview", "p", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "id__exact",
    "role__exact", "app_label", "model_name", "field_name", "term", "_charset_", "csrfmiddlewaretoken", "action",
    "_selected_action", "version",
]  # fmt: skip
ONE_OF_EACH = ["\x00", "2²", "http://[", "", "\udcff", "9" * 5000]  # that once was, or could have been, a fault
IS_FULL = os.environ.get("ACQUAINT_CHAOS") == "full"
BEHIND = ["%00", "\x00", "/", "//", "\xff\xfe", "..", "1/", "?", TOKEN, f"{TOKEN}/", "x" * 60_000]
METHODS = ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "post", "FOO", "", "X" * 1000]

TYPES = ["a/b", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x"]

junk = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
typed = st.one_of(st.just(WORDS), junk)
pairs = st.lists(st.tuples(st.sampled_from(KEYS), typed), max_size=4)
content_types = st.one_of(
    st.builds("{}; charset={}".format, st.sampled_from(TYPES), st.sampled_from(CHARSETS)),
    st.sampled_from(["", "application/json", "multipart/mixed; boundary=x", "multipart/form-data; boundary=é", *LINES]),
)


@dataclass(frozen=True)
class Attack:
    """One request. `page` is a name of the matrix; `fields` go over what the form of that page holds."""

    page: str
    person: str = "anonymous"
    method: str = "GET"
    behind: str = ""  # the path of the page
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    over: tuple[str, ...] = ()  # written over that many fields of the form, one after the other
    content_type: str | None = None  # with a body that is written so; None: as a browser does
    length: str | None = None


PAGES = sorted([*MATRIX, *(f"admin:{name}" for name in ADMIN_MATRIX)])
attacks = st.builds(
    Attack,
    page=st.sampled_from(PAGES),
    person=st.sampled_from(PEOPLE),
    method=st.one_of(st.sampled_from(["GET", "POST"]), st.sampled_from(METHODS)),
    behind=st.one_of(st.just(""), st.sampled_from(BEHIND)),
    query=pairs.map(tuple),
    headers=st.lists(st.tuples(st.sampled_from(HEADERS), st.one_of(st.sampled_from(LINES), junk)), max_size=3).map(
        tuple
    ),
    cookies=st.lists(st.tuples(st.sampled_from(COOKIES), typed), max_size=3).map(tuple),
    fields=pairs.map(tuple),
    over=st.lists(typed, max_size=6).map(tuple),
    content_type=st.one_of(st.none(), content_types),
    length=st.one_of(st.none(), st.sampled_from(["", "0", "5", "-1", "x", "٣", "1" * 5000, str(10**9)])),
)


class Lines(logging.StreamHandler):
    """All that is logged, as it is written. A line that cannot be is a fault."""

    def __init__(self) -> None:
        super().__init__(io.StringIO())
        self.setFormatter(formatter())

    def handleError(self, record: logging.LogRecord) -> None:
        raise


@dataclass(repr=False)
class Site:
    """The application with the world of the matrix behind it, and what it logs."""

    world: World
    lines: Lines
    forms: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def url(self, page: str) -> str:
        return address_of(page.removeprefix("admin:")) if page.startswith("admin:") else self.world.url(page)

    def form(self, person: str, url: str) -> dict[str, str]:
        """What the largest form of that page would send."""
        if (person, url) not in self.forms:
            status, page = self.send(person, "GET", url)
            forms = [dict(form.holds) for form in Shown(page, url).forms if form.is_post] if status == 200 else []
            self.forms[person, url] = max(forms, key=len, default={})
        return self.forms[person, url]

    def send(self, person: str, method: str, url: str, body: bytes = b"", **environ: str) -> tuple[int, str]:
        """Status and text of the answer; whatever was changed is rolled back."""
        path, _, query = url.partition("?")
        session = self.world.clients[person].cookies.get("sessionid")
        cookies = f"csrftoken={CSRF}" + (f"; sessionid={session.value}" if session else "")
        given: dict[str, object] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": _latin(path),
            "QUERY_STRING": _latin(query),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "HTTP_HOST": "testserver",
            "HTTP_COOKIE": cookies,
            "HTTP_X_CSRFTOKEN": CSRF,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        said: list[str] = []
        with transaction.atomic():
            answer = application(
                {**given, **{name: _latin(value) for name, value in environ.items()}},
                lambda status, headers: said.extend([status, *map(": ".join, headers)]),
            )
            page = b"".join(answer).decode()
            answer.close()
            transaction.set_rollback(True)
        assert all(line.isascii() and line.isprintable() for line in said), said
        return int(said[0].split()[0]), page


def _latin(text: str) -> str:
    """As a server hands it on: its bytes, each as a letter."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


@pytest.fixture(scope="module")
def site(administration: World) -> Iterator[Site]:  # noqa: F811
    lines, root = Lines(), logging.getLogger()
    root.addHandler(lines)
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield Site(administration, lines)
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)
    root.removeHandler(lines)


def _survives(attack: Attack, site: Site) -> None:
    environ = {f"HTTP_{name}": value for name, value in attack.headers}
    if attack.cookies:
        known = site.world.clients[attack.person].cookies.get("sessionid")
        cookies = [("sessionid", known.value if known else ""), ("csrftoken", CSRF), *attack.cookies]
        environ["HTTP_COOKIE"] = "; ".join(map("=".join, cookies))
    url = site.url(attack.page)
    body = b""
    if attack.method.upper() == "POST":
        fields = site.form(attack.person, url) if attack.over else {}
        fields = fields | dict(zip(fields, attack.over, strict=False)) | dict(attack.fields)
        body, environ["CONTENT_TYPE"] = _written(fields, attack.content_type)
    elif attack.content_type is not None:
        body, environ["CONTENT_TYPE"] = b"x", attack.content_type
    if attack.length is not None:
        environ["CONTENT_LENGTH"] = attack.length
    url, _, query = url.partition("?")
    query = "&".join(filter(None, [query, urlencode(attack.query, errors="surrogateescape")]))
    site.lines.stream.seek(0)
    site.lines.stream.truncate()
    status, _ = site.send(attack.person, attack.method, f"{url}{attack.behind}?{query}", body, **environ)
    assert status < 500 or (status == 503 and url == "/healthz/")
    logged = site.lines.stream.getvalue()
    held = [line for line in logged.splitlines() if any(words in line for words in (*PRIVATE, CSRF))]
    assert not held, [json.loads(line) for line in held]


def _written(fields: dict[str, str], content_type: str | None) -> tuple[bytes, str]:
    """A body with these fields, as its content type says, and that content type."""
    if content_type is None or not content_type.startswith("multipart/"):
        plain = urlencode(fields, errors="surrogateescape").encode()
        return plain, "application/x-www-form-urlencoded" if content_type is None else content_type
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{quote(name)}"{more}\r\n\r\n{value}\r\n'
        for (name, value), more in zip(fields.items(), _more(), strict=False)
    ]
    return "".join([*parts, "--x--\r\n"]).encode("utf-8", "surrogateescape"), content_type


def _more() -> Iterator[str]:
    """What else may stand in the header of a part."""
    while True:
        yield ""
        yield "\r\nContent-Type: text/plain; charset=hex"
        yield "\r\nContent-Transfer-Encoding: base64"
        yield "; filename*=hex''%00"
        yield '; filename="../x"\r\nContent-Transfer-Encoding: base64'
        yield "\r\nX: \udcff"


tries = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


@settings(tries, max_examples=15, derandomize=True)
@given(attack=attacks)
@example(attack=Attack("account_login", query=(("token", TOKEN),), content_type="a/b; charset=hex"))
@example(attack=Attack("interviews:log", "owner", query=(("token", TOKEN),), content_type="a/b; x*=bogus''y"))
@example(attack=Attack("account_login", cookies=(("sessionid", '"' + "0" * 32 + '\\000"'),)))
@example(attack=Attack("account_login", query=(("next", "http://["),)))
@example(attack=Attack("account_login", query=(("next", "\n//[x"),), method="POST", fields=(("next", "//["),)))
@example(attack=Attack("contacts:list", headers=(("ORIGIN", "http://["), ("X_CSRFTOKEN", "")), method="POST"))
@example(attack=Attack("contacts:list", headers=(("REFERER", "http://["),), method="POST"))
@example(attack=Attack("contacts:remove", "owner", headers=(("ACCEPT", "text/html; x*=bogus''y"),)))
@example(attack=Attack("admin:accounts_user_change", "administrator", query=(("_to_field", ""),)))
def test_no_junk_is_a_fault_of_ours_or_in_the_logs(site: Site, attack: Attack) -> None:
    _survives(attack, site)


@pytest.mark.chaos
@pytest.mark.parametrize("value", ONE_OF_EACH if IS_FULL else ONE_OF_EACH[:3])
def test_no_key_of_any_page_takes_this_for_more_than_it_is(site: Site, value: str) -> None:
    query = tuple((key, value) for key in KEYS)
    for page in PAGES:
        answers = (ADMIN_MATRIX if page.startswith("admin:") else MATRIX)[page.removeprefix("admin:")]["GET"]
        person = PEOPLE[answers.index(200)] if 200 in answers else "anonymous"
        _survives(Attack(page, person, query=query), site)


@pytest.mark.proof
@settings(tries, max_examples=int(os.environ.get("FUZZ", "250")))
@given(attack=attacks)
def test_no_more_junk_is_either(site: Site, attack: Attack) -> None:
    _survives(attack, site)
