"""What to call a person, made of their name alone: a given name where it is known to be one, otherwise the whole name.

A wrong guess is worse than a whole name: "Dear Nguyễn," is rude, "Dear Nguyễn Văn An," is not.
"""

import re
import unicodedata
from itertools import dropwhile

from apps.core.folding import fold

# names in many languages
# Words of titles, kin, roles and offices, folded: where a name has one, what a given name is in it is not sure. Those
# with a dot need no entry.
_NOT_ALONE = frozenset(
    """
    mr mrs ms miss mx sir madam lady lord dame dr dra doctor doctora prof profesor profesora professor docent
    herr frau monsieur madame mme mlle signor signora sig senor senora senorita sr sra srta don dona ing lic
    dean provost principal teacher coach tutor counselor adviser advisor mentor president chair director
    manager boss owner chef nurse attorney recruiter judge justice senator mayor governor chief officer captain
    colonel major sergeant lieutenant general pastor reverend rev father fr rabbi imam deacon bishop brother sister
    sheikh haji maestro maestra aunt auntie aunty uncle cousin mother mom mum mama dad papa grandma grandpa grandmother
    grandfather granny nana nonna nonno oma opa stepmother stepfather godmother godfather tia tio abuela abuelo prima
    primo madrina padrino hermano hermana neighbor friend classmate roommate landlord landlady coworker colleague
    vecino vecina amigo amiga jefe jefa ex the my our a an someone somebody guy girl lady man woman team family
    vice associate assistant deputy senior junior interim acting lecturer instructor researcher scientist engineer
    analyst accountant ambassador secretary consul sgt lt capt col gen gov sen rep hon profe fray sri shri swami
    ustadh sensei department dept center centre office committee desk hiring admissions career careers human support
    info contact clinic hospital school university college agency company inc llc
    """.split()  # noqa: SIM905 - a list would fill a page
)
# What a family name begins with, or a given name of two words.
_PARTICLES = frozenset(
    "de del della di da dos das du la las los el le van von der den ter ten zu bin bint ibn abdul abd abdel abu umm "  # noqa: SIM905
    "al".split()
)
# Family names, folded, of places where they come first. Some are given names, too: then the whole name is as good.
_FIRST_IN_THEIR_PLACE = frozenset(
    """
    nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh trinh truong luong doan lam cao chau
    zhang wang li chen liu yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang song deng
    han feng yu dong xiao cheng cai peng pan yuan jiang shen lu su ye cao fan fang du dai xia zhong tan liao zou
    xiong jin bai cui qiu qin gu hou meng qian xi zeng tian shi fu yan hao kong mao ren xue yin chang chan
    wong leung cheung ng chow yip tsang kwok lau tse hsu hsieh
    tsai cheng tseng kuo chou chiu lai chu chuang yeh liew ong goh lim teo koh chua
    kim park lee choi jeong jung chung kang cho yoon yun jang lim han shin oh seo suh kwon hwang ahn song yoo hong jeon
    moon baek bae nam noh ryu pak yi rhee ha im min yeo
    sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi
    matsumoto inoue kimura hayashi shimizu saito mori abe ikeda hashimoto ishikawa ogawa okada fujita goto hasegawa
    murakami kondo ishii
    nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas balogh takacs juhasz lakatos
    """.split()  # noqa: SIM905 - as above
)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_AFTER_A_NAME = _GENERATIONS | frozenset(
    """
    phd edd md do dds dmd dvm jd llm esq mba mfa mph mpa msw lcsw bsn msn rn np pa cpa cfa pe pmp pharmd
    ma ms msc ba bs bsc emeritus emerita she he they her him them
    """.split()  # noqa: SIM905 - as above
)
# end of names
_DANGLING = " ,;:،、，-–—/|&"
_OPENING = re.compile(r"^((dear|hi|hello|hey)([\s,:]+|$))+", re.IGNORECASE)
_BRACKETS_AT_END = re.compile(r"\s*[(\[][^)\]]*[)\]]?$")
_DESCRIBES = re.compile(r"\b(of|at|in|for|from|with)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[&+/]|\b(and|or)\b", re.IGNORECASE)


def greeting_of(name: str, *, last_name: str = "") -> str:
    """How a letter to this person opens, after "Dear". With their `last_name` the order of the name is known."""
    person, *others = _parts(name)
    if others:
        return _last_first(person, others[0]) if len(others) == 1 else " ".join(name.split()).strip(" ,")
    if known := _in_known_order(person, last_name):
        return known
    first, *rest = person.split() or [""]
    is_safe = rest and fold(first) not in _FIRST_IN_THEIR_PLACE and not (first.isupper() and not rest[-1].isupper())
    return (_given(person) if is_safe else "") or person


def behind_dear(typed: str) -> str:
    """What someone is to be greeted by, as it stands between "Dear" and a comma: Wei of "Hi Wei!"."""
    return _OPENING.sub("", typed.strip(_DANGLING)).strip(_DANGLING + "!！")


def without_titles(name: str) -> str:
    """A name without the titles before it and what only follows it: "Amina Yusuf" of "Dr. Amina Yusuf, PhD"."""
    words = " ".join(_parts(name)).split()
    own = dropwhile(lambda word: fold(word).strip(".") in _NOT_ALONE, words)
    return " ".join(own) or name


def _parts(name: str) -> list[str]:
    """The name at its commas, without what dangles and what only follows a name. At least one part."""
    pieces = re.split("[,،、，]", _BRACKETS_AT_END.sub("", name) or name)
    parts = [part for piece in pieces if (part := piece.strip(_DANGLING))] or [name]
    while len(parts) > 1 and _only_follows(parts[-1], parts[0]):
        parts.pop()
    return parts


def _only_follows(last: str, first: str) -> bool:
    """Whether this is a credential, as in "Amina Yusuf, PhD", or says who they are, as in "Maria Lopez, nurse"."""
    words = [fold(word) for word in re.split(r"[\s/]+", last)]
    is_lower = last[0].islower() and not first[0].islower()
    follows = all(word in _NOT_ALONE or word.replace(".", "") in _AFTER_A_NAME for word in words)
    return follows or is_lower or bool(_DESCRIBES.search(last))


def _last_first(last: str, given: str) -> str:
    """Of "Yusuf, Amina" the given name; where that is unsure, both in the order in which they are said."""
    words = [word for word in fold(last).split() if word.replace(".", "") not in _GENERATIONS] or [""]
    if _SEVERAL.search(given) or (len(words) > 1 and words[0] not in _PARTICLES):
        return f"{last}, {given}"
    is_one_name = len(given.split()) == 1 or words[0] not in _FIRST_IN_THEIR_PLACE
    if is_one_name and (alone := _given(given)):
        return alone
    return f"{given} {last}" if _is_latin(given + last) else f"{last} {given}"


def _in_known_order(name: str, last_name: str) -> str:
    """The given name before, or the one word after, this last name; empty where the name does not hold it so."""
    words, last = name.split(), fold(last_name).split()
    folded = [fold(word) for word in words]
    if not last or len(words) <= len(last):
        return ""
    if folded[-len(last) :] == last:
        return _given(" ".join(words[: -len(last)])) or name
    if folded[: len(last)] == last:
        return (_given(words[-1]) if len(words) == len(last) + 1 else "") or name
    return ""


def _given(words: str) -> str:
    """The first of these words, where it is fit to greet by; empty where it is not."""
    first = words.split()[0]
    is_word = len(first) > 1 and first[0].isalpha() and "." not in first and not re.search("['’]s$", first)
    is_alone = fold(first) not in _PARTICLES and not _has_a_role(words) and not _SEVERAL.search(words)
    return first if is_word and is_alone and _is_latin(words) else ""


def _has_a_role(words: str) -> bool:
    first, *after = fold(words.replace("-", " ")).split()
    return first in _NOT_ALONE or any(word in _NOT_ALONE - _AFTER_A_NAME and len(word) > 1 for word in after)


def _is_latin(text: str) -> bool:
    letters = (unicodedata.name(letter, "") for letter in text if letter.isalpha())
    return all(name.startswith(("LATIN", "MODIFIER LETTER")) for name in letters)
