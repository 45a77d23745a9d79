import pytest

from apps.core.names.greetings import behind_dear, greeting_of, is_plain

# Given names where the order of the name is known; of the others, the whole name.
NAMES = {
    # Latin letters, the given name first
    "Wei Zhang": "Wei",
    "Rosa María de la Cruz": "Rosa",
    "María José Peña": "María",
    "Thảo Nguyễn": "Thảo",
    "Đức Trần": "Đức",
    "Jean-Baptiste Moreau": "Jean-Baptiste",
    "Maria L.": "Maria",
    "Maria Lopez Jr.": "Maria",
    "Robert (Bob) Achterberg": "Robert",
    "WEI MILLER": "WEI",
    # the family name first, or perhaps
    "Zhang Wei": "Zhang Wei",
    "Wei": "Wei",
    "Nguyễn Văn An": "Nguyễn Văn An",
    "Nguyen Van An": "Nguyen Van An",
    "Kim Larsen": "Kim Larsen",
    "Nagy László": "Nagy László",
    "Tanaka Yuki": "Tanaka Yuki",
    "Wei Chen": "Wei Chen",
    "Wei Na": "Wei Na",
    "Li Na": "Li Na",
    "Weijie Chen": "Weijie",
    "DUPONT Marie": "DUPONT Marie",
    "de la Cruz": "de la Cruz",
    # "Last, First"
    "Yusuf, Amina": "Amina",
    "yusuf, amina": "amina",
    "Lopez, Maria Elena": "Maria",
    "de la Cruz, Rosa María": "Rosa",
    "Zhang, Wei": "Wei",
    "Kim, Min Jun": "Min Jun Kim",
    "Yusuf, A.": "A. Yusuf",
    "Yusuf, Dr. Amina": "Dr. Amina Yusuf",
    # other letters
    "佐藤 健": "佐藤 健",
    "李淑芬": "李淑芬",
    "Олена Шевченко": "Олена Шевченко",
    "Шевченко, Олена": "Шевченко Олена",
    "أمينة الخطيب": "أمينة الخطيب",
    "Ελένη Παππά": "Ελένη Παππά",
    "Wei Zhang 张伟": "Wei Zhang 张伟",
    # one word
    "Rosa": "Rosa",
    "amina": "amina",
    "O'Neill": "O'Neill",
    "Coach": "Coach",
    # titles, kin, roles and initials
    "Dr. Amina Yusuf": "Dr. Yusuf",
    "Dr. Ana Lopez": "Dr. Lopez",
    "Professor Étienne Moreau, PhD": "Professor Moreau",
    "Ms. Ana Lopez": "Ms. Lopez",
    "Dr. Ana": "Dr. Ana",
    "Dr. Ana L.": "Dr. Ana L.",
    "Dr. A. Lopez": "Dr. A. Lopez",
    "Dr. Li Na": "Dr. Li Na",
    "Dr. Wei Chen": "Dr. Wei Chen",
    "Dr. Ana de Lopez": "Dr. Ana de Lopez",
    "Dr. Gabriel García Márquez": "Dr. Gabriel García Márquez",
    "Sir Ian McKellen": "Sir Ian McKellen",
    "Rev. Ana Lopez": "Rev. Ana Lopez",
    "Dr. Lopez": "Dr. Lopez",
    "Dr Novak": "Dr Novak",
    "Prof. Lê": "Prof. Lê",
    "Professor Lê": "Professor Lê",
    "Señora Ruiz": "Señora Ruiz",
    "Aunt Ngozi": "Aunt Ngozi",
    "Tía Rosa": "Tía Rosa",
    "coach Miller": "coach Miller",
    "Auntika Rao": "Auntika",
    "Vice President Harris": "Vice President Harris",
    "Associate Professor Lopez": "Associate Professor Lopez",
    "Hiring Manager": "Hiring Manager",
    "Ex-boss Jim": "Ex-boss Jim",
    "Guy from the fair": "Guy from the fair",
    "Mary Dean": "Mary Dean",
    "Maria A Lopez": "Maria",
    # a given name of two words
    "Abdul Rahman Khan": "Abdul Rahman Khan",
    # several people, and what follows a family name
    "Jane, Joe and Jim": "Jane, Joe and Jim",
    "King Jr., Martin Luther": "Martin",
    "García Márquez, Gabriel": "García Márquez, Gabriel",
    "J. Smith": "J. Smith",
    "J.R. Smith": "J.R. Smith",
    "AJ Brown": "AJ Brown",
    # what follows a name, and what dangles
    "Yusuf,,": "Yusuf",
    "Amina Yusuf,": "Amina",
    "Maria –": "Maria",
    "Amina Yusuf, Ph.D., MBA": "Amina",
    "Nguyễn Văn An, MD": "Nguyễn Văn An",
    "Amina Yusuf (she/her)": "Amina",
    "Maria Lopez, nurse": "Maria",
    "Maria Lopez, Professor of Law": "Maria",
    # several people, and nobody's name
    "Maria and Tom Lopez": "Maria and Tom Lopez",
    "Maria's boss": "Maria's boss",
    "my neighbor": "my neighbor",
    "🌟 Maria": "🌟 Maria",
    "García Márquez, Ana": "García Márquez, Ana",
    "—": "—",
}


@pytest.mark.parametrize(("name", "greeted"), NAMES.items())
def test_a_letter_opens_with_a_given_name_or_with_the_whole(name: str, greeted: str) -> None:
    assert greeting_of(name) == greeted


@pytest.mark.parametrize(
    ("name", "last_name", "greeted"),
    [
        ("Kim Nguyen", "Nguyen", "Kim"),
        ("Zhang Wei", "Zhang", "Wei"),
        ("Nguyễn Văn An", "Nguyễn", "Nguyễn Văn An"),
        ("Étienne de la Fontaine", "De la Fontaine", "Étienne"),
        ("Dr. Kim", "Kim", "Dr. Kim"),
        ("佐藤 健", "佐藤", "佐藤 健"),
        ("Amina Yusuf", "Okafor", "Amina"),
    ],
)
def test_a_last_name_on_file_says_the_order(name: str, last_name: str, greeted: str) -> None:
    assert greeting_of(name, last_name=last_name) == greeted


@pytest.mark.parametrize("greeting", ["Rosa", "Dr. Lopez", "Étienne de la Fontaine", "Sinéad O’Shea", "佐藤 健"])
def test_a_name_can_be_said_to_their_face(greeting: str) -> None:
    assert is_plain(greeting)


@pytest.mark.parametrize(
    "greeting", ["Mom’s cousin Marcos", "Priya's Dad", "Jo from chem lab", "Mr. Ortiz, 4B", "the dentist"]
)
def test_words_that_say_who_it_is_are_no_name(greeting: str) -> None:
    assert not is_plain(greeting)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Wei", "Wei"),
        ("Dr. Lopez", "Dr. Lopez"),
        ("Wei,", "Wei"),
        ("Dear Wei,", "Wei"),
        ("hi Maria!", "Maria"),
        ("Hello, dear Ms. Ruiz:", "Ms. Ruiz"),
        ("Heyward", "Heyward"),
        ("Hi-Yun", "Hi-Yun"),
        ("王先生，", "王先生"),
        ("Dear", ""),
        ("", ""),
    ],
)
def test_what_people_are_to_be_greeted_by_goes_behind_dear(typed: str, kept: str) -> None:
    assert behind_dear(typed) == kept
