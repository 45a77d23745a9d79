"""A broker behind TLS, as each of those who talk to it reaches it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from apps.core.operations.health import _broker_answers
from config.settings.services import broker, cache

PASSWORD = "open-sesame"  # noqa: S105


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of `localhost`, which no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "broker.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(pem)
    )
    return file


class Impostor:
    """Listens with that certificate, and keeps what it is told before it hangs up."""

    def __init__(self, certificate: Path) -> None:
        self.told = b""
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:  # closed
                return
            with suppress(OSError), self._tls.wrap_socket(caller, server_side=True) as secured:
                self.told += secured.recv(1000)

    def close(self) -> None:
        # Closing alone would leave accept() waiting.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@pytest.fixture
def impostor(certificate: Path) -> Iterator[Impostor]:
    server = Impostor(certificate)
    yield server
    server.close()


def _by_celery(url: str) -> None:
    app = Celery(broker=url, broker_transport_options={"socket_connect_timeout": 2, "socket_timeout": 2})
    with suppress(Exception):
        app.connection_for_write().ensure_connection(max_retries=0, timeout=2)


def _by_the_cache(url: str) -> None:
    settings = cache(url)
    with suppress(Exception):
        RedisCache(settings["LOCATION"], {"OPTIONS": settings["OPTIONS"]}).get("anything")


CALLERS = {"celery": _by_celery, "the cache": _by_the_cache}


def test_nobody_tells_the_password_to_a_broker_whose_certificate_is_not_good(
    impostor: Impostor, certificate: Path, settings: Settings
) -> None:
    good_for_another = f"rediss://:{PASSWORD}@127.0.0.1:{impostor.port}/0?ssl_ca_certs={certificate}"
    for url in (f"rediss://:{PASSWORD}@localhost:{impostor.port}/0", good_for_another):
        _by_celery(broker(url))
        _by_the_cache(broker(url))
        settings.CELERY_BROKER_URL = broker(url)
        assert not _broker_answers()
    assert impostor.told == b""


@pytest.mark.parametrize("caller", CALLERS)
def test_an_authority_of_ones_own_is_believed(caller: str, impostor: Impostor, certificate: Path) -> None:
    CALLERS[caller](broker(f"rediss://:{PASSWORD}@localhost:{impostor.port}/0?ssl_ca_certs={certificate}"))
    assert PASSWORD.encode() in impostor.told


@pytest.mark.parametrize(
    "query",
    ["ssl_cert_reqs=none", "ssl_cert_reqs=", "ssl_cert_reqs=required&ssl_cert_reqs=none", "ssl_check_hostname=0"],
)
def test_a_url_that_asks_for_less_is_refused(query: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="^Set REDIS_URL without ssl_cert_reqs"):
        broker(f"rediss://broker.campus.example/0?{query}")


def test_a_url_without_tls_stays_as_it_is() -> None:
    assert broker("redis://:a%2Fb@broker:6379/0") == "redis://:a%2Fb@broker:6379/0"
