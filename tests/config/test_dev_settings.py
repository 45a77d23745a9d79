"""Development settings, read as a process of their own reads them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _settings(tmp_path: Path, **variables: str) -> list[str]:
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.EMAIL_BACKEND); print(getattr(s, 'EMAIL_FILE_PATH', '')); print(s.MAILBOX)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_without_a_mail_server_mail_lands_in_the_folder_that_the_mailbox_page_reads(tmp_path: Path) -> None:
    backend, folder, mailbox = _settings(tmp_path, EMAIL_URL="")
    assert backend == "django.core.mail.backends.filebased.EmailBackend"
    assert folder == mailbox == str(ROOT / ".local" / "mail")


def test_a_mail_server_takes_its_place(tmp_path: Path) -> None:
    backend, folder, _ = _settings(tmp_path, EMAIL_URL="smtp://127.0.0.1:2525")
    assert backend == "django.core.mail.backends.smtp.EmailBackend"
    assert folder in ("", "None")
