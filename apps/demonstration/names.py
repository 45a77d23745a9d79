"""Invented names, and addresses made of them. Given and family names of one place are kept together."""

import random
import re
from collections.abc import Iterator

from apps.core.folding import fold

# Given names, then family names, of one part of the world a row.
_AT_HOME = [
    (
        "Emma Hannah Caleb Tyler Grace Mason Abigail Wyatt Claire Logan",
        "Whitaker Sullivan Brennan Hayes Larsen Novak Kowalski McAllister Prescott Delaney",
    ),
    (
        "Camila Mateo Valentina Diego Ximena Andrés Lucía Joaquín Marisol Emiliano",
        "Hernández Rojas Castañeda Villarreal Ibarra Quiñones Salgado Zamora Peña Montoya",
    ),
    (
        "Jasmine Malik Aaliyah Darius Imani Terrence Nia Andre Brianna Isaiah",
        "Washington Freeman Coleman Gaines Broussard Whitfield Pettway Boykin Dupree Hollins",
    ),
    (
        "Chidinma Emeka Folake Tunde Adaeze Kwame Abena Kofi Akosua Obinna",
        "Okonkwo Adeyemi Balogun Mensah Owusu Nwosu Eze Boateng Asante Oyelaran",
    ),
    (
        "Hodan Abdirahman Selam Yonas Liya Dawit Ifrah Bereket Hibo Mulugeta",
        "Warsame Tesfaye Abebe Farah Gebre Hirsi Alemu Bekele Jama Haile",
    ),
    (
        "Thảo Minh Linh Khôi Ngọc Đức Vy Bảo Trâm Quân",
        "Nguyễn Trần Phạm Đặng Huỳnh Vũ Bùi Lý Hồ Võ",
    ),
    (
        "Xinyi Haoran Yutong Zihan Meilin Jiahao Ruoxi Boyang Siqi Weijie",
        "Chen Zhang Liu Huang Wu Zhao Lin Xu Guo He",
    ),
    (
        "Ananya Rohan Priya Arjun Kavya Siddharth Meera Vikram Ishita Nikhil",
        "Sharma Iyer Patel Reddy Banerjee Nair Kulkarni Chaudhary Menon Gupta",
    ),
    (
        "Fatima Yusuf Zainab Hamza Noor Bilal Samira Tariq Layla Idris",
        "Haddad Rahman Siddiqui Qureshi Mansour Khalil Nasser Ansari Darwish Aziz",
    ),
    (
        "Jiwoo Minjun Seoyeon Dohyun Haruka Kenji Yuna Takumi Sora Aiko",
        "Kim Park Choi Jeong Tanaka Mori Kang Sato Yoon Fujita",
    ),
    (
        "Katarzyna Ondřej Zofia Bogdan İpek Mehmet Oksana Dmytro Ilinca Șerban",
        "Wójcik Dvořák Zieliński Kovalenko Yılmaz Demir Popescu Horváth Łukasik Bondarenko",
    ),
    (
        "Maria-Clara Paolo Angelica Rafael Jhoanna Kawika Leilani Sione Malia Tavita",
        "Santos Bautista Dela-Cruz Reyes Kealoha Tuilagi Villanueva Fonoti Aquino Mahoe",
    ),
    (
        "Amélie Étienne Marie-Ange Jean-Baptiste Solène Wisline Frantz Naïma Théo Guerline",
        "Desrosiers Baptiste Lafontaine Toussaint Charles Etienne Moreau Joseph Pierre-Louis Cherubin",
    ),
]

# People that a student knows by the name they write themselves, in their own script, and what the student calls them.
IN_OTHER_SCRIPTS = {
    "李淑芬": "李阿姨",
    "Ольга Петренко": "Ольга",
    "أمينة الخطيب": "",
    "김영희": "",
    "Ελένη Παππά": "Ελένη",
    "सुनीता देवी": "Sunita Ji",
}


def people(rng: random.Random, *, without: set[str]) -> Iterator[str]:
    """Full names, each once and none of `without`, until all are used; a few have a second family name."""
    everybody = [
        f"{given} {family.replace('-', ' ') if family == 'Dela-Cruz' else family}"
        for givens, families in _AT_HOME
        for given in givens.split()
        for family in families.split()
    ]
    rng.shuffle(everybody)
    return (name for name in everybody if name not in without)


def all_given() -> list[str]:
    return [name for givens, _ in _AT_HOME for name in givens.split()]


def all_family() -> list[str]:
    return [name for _, families in _AT_HOME for name in families.split()]


def address(name: str, domain: str) -> str:
    """An address of plain letters made of `name`, in lower case: `Đức Trần` is duc.tran@…"""
    plain = fold(name).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z]+', '.', plain).strip('.')}@{domain}"
