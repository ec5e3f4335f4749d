"""How people write a name otherwise than a terminology does."""

from __future__ import annotations

import random
import re
import string

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI", "7": "VII", "8": "VIII", "9": "IX"}
ARABIC = {roman: digit for digit, roman in ROMAN.items()}
# Endings of nouns and of their adjectives, the longer first: people write `hypertensive` for who has hypertension.
ADJECTIVES = (
    ("tension", "tensive"), ("toxicity", "toxic"), ("betes mellitus", "betic"), ("betes", "betic"), ("trophy", "trophic"),
    ("pathy", "pathic"), ("epsy", "eptic"), ("itis", "itic"), ("noma", "nomatous"), ("sis", "tic"), ("ity", "e"), ("ism", ""),
    ("cy", "t"), ("ia", "ic"),
)
HEADS = re.compile(r"^(.{4,}) (?:disease|disorder|syndrome|condition)s?$", re.IGNORECASE)
OF = re.compile(r"^(.{3,}?) (?:of|in) (?:the )?(.{3,})$")


def misspelt(name: str, generator: random.Random) -> str:
    """One letter of a longer word left out, doubled, swapped with the next or replaced."""
    places = [place for place in range(1, len(name) - 1) if name[place].isalpha() and name[place - 1].isalpha()]
    if len(name) < 6 or not places:
        return name
    place = generator.choice(places)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    kind = generator.randrange(4)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + letter * 2 + after
    if kind == 2:
        return before + after[:1] + letter + after[1:]
    return before + generator.choice(string.ascii_lowercase) + after


def other_number(name: str, generator: random.Random) -> str:
    """Singular for plural and the other way round, of the last word."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith("ses"):
        return name[:-2] + "is"
    if name.endswith("s") and not name.endswith(("ss", "us", "is")):
        return name[:-1]
    if not name[-1:].isalpha() or name.endswith(("s", "x")):
        return name
    return name[:-1] + "ies" if name.endswith("y") else name + "s"


def other_hyphen(name: str, generator: random.Random) -> str:
    """Hyphens become blanks, or a blank a hyphen, or a hyphen nothing."""
    if "-" in name:
        return name.replace("-", generator.choice([" ", ""]))
    blanks = [place for place, letter in enumerate(name) if letter == " "]
    if not blanks:
        return name
    place = generator.choice(blanks)
    return name[:place] + "-" + name[place + 1 :]


def other_order(name: str, generator: random.Random) -> str:
    """`cancer, breast` and `cancer of the breast` become `breast cancer`; else two neighbouring words change places."""
    if name.count(", ") == 1:
        last, first = name.split(", ")
        return f"{first} {last}"
    found = OF.match(name)
    if found:
        return f"{found[2]} {found[1]}"
    words = name.split(" ")
    if len(words) < 3:
        return name
    place = generator.randrange(len(words) - 1)
    words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


def other_numeral(name: str, generator: random.Random) -> str:
    return " ".join(ROMAN.get(word) or ARABIC.get(word) or word for word in name.split(" "))


def fewer_words(name: str, generator: random.Random) -> str:
    """One of four or more words is left out."""
    words = name.split(" ")
    if len(words) < 4:
        return name
    del words[generator.randrange(len(words))]
    return " ".join(words)


def adjective(name: str, generator: random.Random) -> str:
    """`thrombotic` for `thrombosis`, of the last word where it ends like one that has an adjective."""
    for noun, ending in ADJECTIVES:
        if name.endswith(noun) and len(name) > len(noun) + 4:
            return name[: len(name) - len(noun)] + ending
    return name


def other_head(name: str, generator: random.Random) -> str:
    """A general last word left out, or one put after a single word that names a condition."""
    found = HEADS.match(name)
    if found:
        return found[1]
    if " " in name or not name.endswith(("ia", "sis", "itis")):
        return name
    return f"{name} {generator.choice(('disease', 'disorder'))}"


CHANGES = (
    misspelt, other_number, other_number, other_hyphen, other_hyphen, other_order, other_order, other_numeral, fewer_words,
    adjective, adjective, other_head, other_head,
)


def varied(name: str, generator: random.Random) -> str:
    """The name in another surface form, or as it is where the change that was drawn does not apply."""
    return generator.choice(CHANGES)(name, generator) or name
