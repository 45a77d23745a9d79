"""gunicorn's settings in production."""

import subprocess
import sys

import pytest

LIST = """
import threading
import django
django.setup()
from config import gunicorn
gunicorn.post_worker_init(None)
print([thread.name for thread in threading.enumerate()])
"""


@pytest.mark.proof
def test_each_web_process_watches_whether_mail_moves() -> None:
    done = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True, timeout=60)
    assert "'watch'" in done.stdout
