"""People without names and with many, from a seed: for the stories and the benchmark of search.

All of it is invented. First names and surnames are common ones of Greater Manchester's communities,
in the spellings and alphabets in which they are met; they are put together by chance, the commonest
as often as common names are (a Zipf law), so that many people share a name and none is anybody.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from outreach.model.known_by import bare_handle

#: Spellings of one name; the first that is not in Latin letters, if any, is another alphabet's.
FIRST = """
Mohammed Muhammad Mohamed Mohammad محمد|Jack|Oliver Olly|Ali علي|Ahmed Ahmad أحمد|Amelia
Olivia Liv|Yusuf Yousef Yousuf يوسف|Aisha Ayesha Aysha عائشة|Fatima Fatimah Fathima فاطمة
Sophie Sofie|Ella|Callum Calum|Kashif|Imran|Tariq Tarik طارق|Shaun Sean Shawn|Siân Sian
Chloe Khloe|Jade|Kieran Kieron|Zainab Zaynab زينب|Hassan Hasan حسن
Hussain Hussein Husain حسين|Khalid Khaled خالد|Omar Umar عمر|Katya Katia Катя
Dmitri Dmitry Дмитрий|Aleksandr Alexander Александр|Yulia Julia Юлия|Piotr
Łukasz Lukasz Lukas|Agnieszka|Katarzyna Kasia|Ionut Ionuț|Andrei Андрей|Nguyen|Wei 伟|Li 丽|Min 敏
Gurpreet|Harpreet|Jaspreet|Manpreet|Oluwaseun Seun|Chidi|Kwame|Abena|Niamh|Siobhan Shivaun
Caoimhe|Aoife|Rhys Reece Rees|Gareth|Darren|Tracey Tracy|Kayleigh Kaylee|Chelsea Chelsey
Liam|Connor Conor|Declan|Tyler|Jordan|Ryan|Kyle|Aaron Arron|Nathan|Lewis Louis|Leah Lia
Megan Meghan|Bethany|Lauren Loren|Rebecca Rebekah|Sarah Sara سارة|Hannah Hanna|Thomas Tomas
Philip Phillip|Steven Stephen|Geoffrey Jeffrey|Catherine Katherine Kathryn
Ibrahim Ebrahim إبراهيم|Bilal بلال|Hamza حمزة|Zeeshan|Naveed|Nadeem|Sajid|Rashid راشد|Waqas
Usman Osman عثمان|Adil|Adnan|Samina|Rukhsana|Nasreen|Shazia|Farah فرح|Layla Leila
"""
LAST = """
Khan|Smith Smyth|Ahmed|Hussain Hussein|Jones|Ali|Patel|Williams|Begum|Taylor Tayler
Brown Browne|Akhtar Aktar|Mahmood Mehmood|Iqbal|Malik|Hughes|Evans|O'Brien Obrien|Murphy
Kelly Kelley|Singh|Kaur|Shah|Mirza|Rahman Rehman|Chowdhury Choudhury Chaudhry|Miah|Uddin
Bibi|Walker|Wright|Thompson Thomson|Robinson|Kowalski|Nowak|Wiśniewska Wisniewska|Popescu
Ionescu|Petrov Петров|Ivanova Иванова|Wang 王|Zhang 张|Chen|Nguyen|Tran|Okafor|Adeyemi|Mensah
Owusu|Abdi|Hassan|Warsame|Al-Hassan|Clarke Clark|Green Greene|Hall|Cooper|Ward|Turner|Hill
Moore|Clarkson|Allen Allan|Davies Davis|Roberts|Edwards|Baker|Morris|Bennett|Price|Bailey
Reid Reed|Stewart Stuart|MacDonald McDonald|Fitzgerald|Doyle|Byrne Burn|Gallagher
"""
STREET = ("Big", "Lil", "Young", "Fat", "Mad", "Crazy", "Tiny", "Old", "Boss", "Ginger", "Ghost")
NOUN = ("Kez", "Shaz", "Taz", "Daz", "Jay", "Dee", "Zee", "Kash", "Mo", "Tee", "Bear", "Wolf",
        "Snake", "Duke", "Prince", "King", "Biggs", "Nugget")  # fmt: skip
ONSETS = ("b", "ch", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "st", "t",
          "th", "v", "w", "y", "z")  # fmt: skip
TAIL = [onset + vowel for onset in ONSETS for vowel in "aeiou"]


class Somebody(NamedTuple):
    """One person as they are recorded: the fields of a ``person``, and other names of theirs."""

    person: dict[str, Any]
    aliases: tuple[dict[str, Any], ...]


def groups(text: str) -> list[list[str]]:
    """The spellings of each name."""
    return [group.split() for group in text.strip().replace("\n", "|").split("|")]


def _alike(groups: list[list[str]]) -> tuple[list[list[str]], list[float]]:
    return groups, list(accumulate(1 / (rank + 2) ** 0.8 for rank in range(len(groups))))


_FIRST, _LAST = _alike(groups(FIRST)), _alike(groups(LAST))


def first(rng: random.Random) -> list[str]:
    """The spellings of a first name: a common one, or one of very many."""
    if rng.random() < 0.75:
        return rng.choices(_FIRST[0], cum_weights=_FIRST[1])[0]
    return [_made(rng, 2, 3)]


def last(rng: random.Random) -> list[str]:
    """The spellings of a surname."""
    if rng.random() < 0.6:
        return rng.choices(_LAST[0], cum_weights=_LAST[1])[0]
    return [_made(rng, 2, 4)]


def _made(rng: random.Random, least: int, most: int) -> str:
    return "".join(rng.choices(TAIL, k=rng.randint(least, most))).capitalize()


def handle(rng: random.Random, given: str, surname: str) -> str:
    """An online handle, as people make them up."""
    stem = bare_handle(given) or "anon"
    end = rng.choice([str(rng.randrange(100)), "x", "mcr", bare_handle(surname)[:6], "_07", "0161"])
    if rng.random() < 0.2:
        stem = stem.replace("a", "4").replace("e", "3").replace("o", "0")
    return f"{rng.choice(['@', '', ''])}{stem}{rng.choice(['.', '_', ''])}{end}"


def telephone(rng: random.Random) -> str:
    """A number of the ranges that are kept for drama, and of none besides."""
    number = f"7{rng.choice(['700900', '911123', '457998'])}{rng.randrange(1000):03}"
    number = number if rng.random() < 0.02 else f"7{rng.randrange(10**9):09}"
    return rng.choice([f"0{number[:4]} {number[4:]}", f"+44 {number}", f"0044{number}"])


def plate(rng: random.Random) -> str:
    """A mark of the current format."""
    letters = "ABCDEFGHJKLMNOPRSTUVWXY"
    age = rng.randrange(2, 76)
    body = "".join(rng.choices(letters, k=3))
    return f"{''.join(rng.choices(letters, k=2))}{age:02} {body}"


def somebody(rng: random.Random, aliases: int = 3) -> Somebody:
    """A person with one name of their own and so many others: the first of them in the record of
    the person, the rest each in one of its own."""
    given, surname = first(rng), last(rng)
    name = f"{rng.choice(given)} {rng.choice(surname)}"
    others = [_other(rng, given, surname) for _ in range(aliases)]
    names = [{"name": name, "sort": "legal"}, *others[:1]]
    person: dict[str, Any] = {"names": names}
    if rng.random() < 0.4:
        person["telephones"] = [{"number": telephone(rng)}]
    return Somebody(person, tuple(others[1:]))


def _other(rng: random.Random, given: list[str], surname: list[str]) -> dict[str, Any]:
    way = rng.random()
    if way < 0.25:
        return {"name": handle(rng, given[0], surname[0]), "sort": "online"}
    if way < 0.45:
        return {"name": f"{rng.choice(STREET)} {rng.choice(NOUN)}", "sort": "street"}
    if way < 0.6:
        return {"name": rng.choice(given), "sort": "nickname"}
    if way < 0.8:
        return {"name": f"{rng.choice(given)} {rng.choice(last(rng))}", "sort": "alias"}
    return {"name": f"{rng.choice(given)[:4]} {_made(rng, 2, 3)}", "sort": "nickname"}


def mistyped(rng: random.Random, name: str) -> str:
    """A name with one slip of a finger in it."""
    at = rng.randrange(1, max(2, len(name) - 1))
    way = rng.randrange(4)
    if way == 0:
        return name[:at] + name[at + 1 :]
    if way == 1:
        return name[:at] + rng.choice("aeiourstln") + name[at:]
    if way == 2:
        return name[:at] + rng.choice("aeiourstln") + name[at + 1 :]
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


def crowd(seed: int, n: int) -> Iterator[Somebody]:
    """So many people, always the same for a seed."""
    rng = random.Random(seed)
    for _ in range(n):
        yield somebody(rng)
