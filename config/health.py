"""Health checks that run inside the containers: `python -m config.health web`, `... beat FILE`.

Exit code 0 when healthy; otherwise 1, with one sentence. Standard library only, so that a check costs little.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

# Beat writes its schedule every three minutes; twice missed, it stands still.
BEAT_SILENT_SECONDS = 400


def web(*, site_url: str, port: int = 8000, timeout: float = 6.0) -> str | None:
    """What is wrong with the web process behind 127.0.0.1:`port`, or None; asks it as `site_url`'s host."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", "/healthz/", headers={"Host": urlsplit(site_url).hostname or "localhost"})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return f"The web process does not answer ({type(error).__name__})."
    finally:
        connection.close()
    return None if status == 200 else f"The web process answers {status}."


def beat(*, schedule: Path, now: float) -> str | None:
    """What is wrong with beat, or None, by the age in seconds of the newest of its schedule's files."""
    ages = [now - file.stat().st_mtime for file in schedule.parent.glob(f"{schedule.name}*")]
    if not ages:
        return "Beat has not written its schedule yet."
    return None if min(ages) < BEAT_SILENT_SECONDS else f"Beat has been silent for {min(ages):.0f} seconds."


def main(arguments: list[str]) -> int:
    """Run the named check."""
    match arguments:
        case ["web"]:
            problem = web(site_url=os.environ.get("SITE_URL", ""))
        case ["beat", schedule]:
            problem = beat(schedule=Path(schedule), now=time.time())
        case _:
            problem = "Say what to check: web, or beat and the path of its schedule."
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
