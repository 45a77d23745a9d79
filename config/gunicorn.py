"""gunicorn in production: `gunicorn --config python:config.gunicorn`. WEB_CONCURRENCY sets the processes."""

import os

wsgi_app = "config.wsgi"
# Every address, inside the container: the host publishes it on loopback only.
bind = "0.0.0.0:8000"  # noqa: S104
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# Longer than the database's statement timeout (30 s), so that a slow query ends as a page and not as a kill.
timeout = 45
graceful_timeout = 30
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
# Heartbeats in memory: the root file system is read-only, and a slow disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108  # nosec B108
# No header says where the application lies: a proxy on the same host would pass on a visitor's SCRIPT_NAME.
forwarder_headers = ""
# No access log: its lines would hold the tokens of signed links. The application logs requests without them.
accesslog = None
# Its own lines are cleaned as all others are: an error of the server's names the whole address, query and all.
logconfig_dict = {
    "formatters": {"lines": {"()": "apps.core.operations.logs.formatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stdout"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["stdout"], "propagate": False}},
    "root": {"level": "INFO", "handlers": ["stdout"]},
}
# Nobody steers the server at run time, and the account has no folder for the socket.
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Each web process watches whether mail moves, should beat and the workers all be gone. The first one says how to
    begin where nobody administers the installation yet.
    """
    from django.db import connections

    from apps.administration.setup.tokens import say_how_to_begin
    from apps.outbox.monitoring.watch import watch_from_here

    watch_from_here()
    if getattr(worker, "age", 1) == 1:
        say_how_to_begin()
        connections.close_all()  # this thread serves nobody
