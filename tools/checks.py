"""`make check`: every check in turn, each with its time, to the end, before it says whether all passed."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tools.problems import exit_with_sentence
from tools.suite import services_in_use

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# Made up, but of the kind that production wants: the check is about our settings, not about these values.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "acquaint.campus.example",
    "SITE_URL": "https://acquaint.campus.example",
    "DATABASE_URL": "postgres://acquaint_app:made-up@database.campus.example:5432/acquaint",
    "DATABASE_OWNER_URL": "postgres://acquaint_owner:made-up-too@database.campus.example:5432/acquaint",
    "REDIS_URL": "redis://:made-up@broker.campus.example:6379/0",
    "EMAIL_URL": "smtp+tls://acquaint:made-up@mail.campus.example:587",
    "DEFAULT_FROM_EMAIL": "Career Center <careers@campus.example>",
}
PYTHON = sys.executable
SPELLED = ["apps", "config", "docs", "static", "templates", "tests", "tools", "README.md", "CONTRIBUTING.md"]
STEPS: dict[str, list[str | Path]] = {
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "layers": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "spelling": [BIN / "codespell", *SPELLED],
    "security lint": [BIN / "bandit", "-q", "-r", "-c", "pyproject.toml", "apps", "config", "tools"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "deploy check": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def run_all() -> int:
    """Run every step; 0 when all of them passed, otherwise 1."""
    failed: list[str] = []
    with services_in_use(ROOT) as services:
        tests = {**os.environ, **services.variables(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        for name, command in STEPS.items():
            environment = {**tests, **PRODUCTION} if name == "deploy check" else tests
            began = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
            verdict = "passed" if done.returncode == 0 else "FAILED"
            print(f"{name:<16} {verdict} in {time.monotonic() - began:.1f} s", flush=True)
            if done.returncode:
                failed.append(name)
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    exit_with_sentence(run_all)
