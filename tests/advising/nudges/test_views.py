from tests.advising.nudges.conftest import address, send


def test_page(desk, alice, darius):
    page = desk.get(address(alice, darius))
    assert page.status_code == 200, page.text
    answer = send(desk, alice, darius)
    assert answer.status_code == 302, answer.text
    page = desk.get(answer["Location"])
    assert page.status_code == 200
    assert desk.get("/nudges/").status_code == 200
