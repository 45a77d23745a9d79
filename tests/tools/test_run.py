"""What `make run` is asked for, before it starts anything. Its whole life is in test_make_run.py."""

import socket

import pytest

from tools.problems import Problem
from tools.run import listen, port_from


@pytest.mark.parametrize(("variables", "port"), [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "8123"}, 8123)])
def test_port_moves_the_address(variables: dict[str, str], port: int) -> None:
    assert port_from(variables) == port


@pytest.mark.parametrize("given", ["0", "65536", "-1", "80.5", "http", "8000 ", "٨٠٠٠", "8" * 40])
def test_anything_but_a_port_is_named_with_the_way_out(given: str) -> None:
    with pytest.raises(Problem, match="which is no port: use a number from 1 to 65535") as caught:
        port_from({"PORT": given})
    assert repr(given) in str(caught.value)


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is taken by another program: .*`PORT=8123 make run`"):
            listen(port)
    with listen(port) as listening:
        assert listening.getsockname() == ("127.0.0.1", port)
