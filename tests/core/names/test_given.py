from dataclasses import dataclass

import pytest

from apps.core.names.given import given_names_agree


@dataclass
class Person:
    full_name: str
    last_name: str = ""
    preferred_name: str = ""


SAME = [
    (Person("Iris Adler", "Adler"), Person("Iris Adler-Moss", "Adler-Moss")),
    (Person("José Núñez", "Núñez"), Person("JOSE NUNEZ", "NUNEZ")),
    (Person("Iris Adler"), Person("Adler Iris")),
    (Person("Iris Adler"), Person("Iris Moss", "Moss")),
    (Person("Nguyễn Văn An", "Nguyễn"), Person("An Van Nguyen", "Nguyen")),
    (Person("Ana María Reyes", "Reyes"), Person("Ana Reyes", "Reyes")),
    (Person("Chidi M Okafor", "Okafor"), Person("Chidi Okafor", "Okafor")),
    (Person("Maria J. Reyes", "Reyes"), Person("Maria Jose Reyes", "Reyes")),
    (Person("M. Garcia", "Garcia"), Person("Maria Garcia", "Garcia")),
    (Person("Robert James Smith Jr.", "Smith Jr."), Person("Bob Smith", "Smith")),
    (Person("Liz Shaw", "Shaw"), Person("Beth Shaw", "Shaw")),
    (Person("Siobhán Byrne", "Byrne", "Vonnie"), Person("Vonnie Byrne", "Byrne")),
    (Person("Deadname Legal", "Name", "Chosen Name"), Person("Chosen Name", "Name")),
    (Person("Ann-Marie Fox", "Fox"), Person("Annmarie Fox", "Fox")),
    (Person("D’Andre Fox", "Fox"), Person("DAndre Fox", "Fox")),
    (Person("佐藤美咲", "佐藤"), Person("佐藤美咲", "佐藤")),
    (Person("Iris Adler", "Adler"), Person("Iris")),
    (Person("José Núñez", "Núñez"), Person("Jos? N??ez", "N??ez")),
    (Person("Iris Adler", "Adler"), Person("")),
    (Person("Teo"), Person("teo")),
]
OTHERS = [
    (Person("Maria Garcia", "Garcia"), Person("Miguel Garcia", "Garcia")),
    (Person("Maria Garcia", "Garcia"), Person("Mariana Garcia", "Garcia")),
    (Person("Maria Garcia"), Person("Garcia Miguel")),
    (Person("Maria Garcia", "Garcia"), Person("Garcia")),
    (Person("Maria Garcia"), Person("Garcia")),
    (Person("Maria J Garcia", "Garcia"), Person("Jose Garcia", "Garcia")),
    (Person("Maria Teresa Garcia", "Garcia"), Person("Maria Luisa Garcia", "Garcia")),
    (Person("Samuel Eng", "Eng"), Person("Samantha Eng", "Eng")),
    (Person("Maria Garcia", "Garcia", "Mari"), Person("Miguel Garcia", "Garcia", "Mike")),
    (Person("Iris Adler", "Adler"), Person("Tom Iris-Reyes", "Iris-Reyes")),
    (Person("Maria Garcia", "Garcia"), Person("M?guel Garcia", "Garcia")),
    (Person("Maria Garcia", "Garcia"), Person("??? Garcia", "Garcia")),
    (Person("伟 王", "王"), Person("伟强 王", "王")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_given_names_of_one_person(one: Person, other: Person) -> None:
    assert given_names_agree(one, other)
    assert given_names_agree(other, one)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_given_names_of_two_people(one: Person, other: Person) -> None:
    assert not given_names_agree(one, other)
    assert not given_names_agree(other, one)
