"""Every question that flows ask, each in a story, and what callers do at it instead of answering.

Silence, keys that are none of the choices, ``*`` and ``#`` at odd places, keys before the question
was heard, the wish for a person: each makes a script of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.flows.every_story import EVERY_STORY
from tests.flows.stories import GOODBYE, PERSON, Story

TOO_SHORT = "12#"
NO_CHOICE = "*"


@dataclass(frozen=True)
class Asked:
    """A question, and the story in which it is answered."""

    name: str
    """As it is measured."""
    story: str
    prompt: str
    """What is heard before the keys, for the first time in the story with keys after it."""
    wrong: str = NO_CHOICE
    """Keys that do not fit."""
    tries: int = 3
    when_silent: str = PERSON
    """How a caller ends who keys nothing, and what becomes of him."""
    silent_outcome: str = "person:no_input"
    wrong_outcome: str = "person:no_match"
    skips: bool = False
    """Whether ``*`` is an answer."""


def _digits(name: str, story: str, prompt: str, *, skips: bool = False) -> Asked:
    return Asked(name, story, prompt, wrong=TOO_SHORT, skips=skips)


_LAST = {"when_silent": GOODBYE, "silent_outcome": "contained", "wrong_outcome": "contained"}
_GOODBYE = {**_LAST, "when_silent": "hears goodbye\n"}

QUESTIONS = (
    _digits(
        "identification.card", "statement by post", "identification.card_or_star", skips=True
    ),
    _digits("identification.pin", "statement by post", "identification.pin"),
    _digits(
        "identification.card later",
        "no card at hand, and a choice needs one",
        "identification.card",
    ),
    _digits(
        "identification.pin later", "no card at hand, and a choice needs one", "identification.pin"
    ),
    Asked("menu.main", "statement by post", "menu.item.balance"),
    Asked("balance.transactions", "balance and two pages", "balance.more", tries=1, **_LAST),
    Asked("points.catalogue", "points redeemed", "menu.item.back"),
    Asked("points.confirm", "points redeemed", "points.confirm"),
    _digits("activation.card", "card activated", "identification.card"),
    _digits("activation.expiry", "card activated", "activation.expiry"),
    _digits("activation.pin", "card activated", "identification.pin"),
    _digits("pin.old", "PIN changed", "pin.old"),
    _digits("pin.new", "PIN changed", "pin.new"),
    _digits("pin.repeat", "PIN changed", "pin.repeat"),
    Asked("lost.confirm", "lost card of a caller who is known", "lost.confirm"),
    _digits("lost.card", "lost card by its number", "lost.card"),
    Asked("dispute.choice", "dispute", "dispute.choose"),
    Asked("dispute.confirm", "dispute", "dispute.confirm"),
    Asked("statement.choice", "statement by post", "statement.choose"),
    Asked("language.choice", "another language, then the balance", "ja: press 3", tries=2),
    Asked("ending.next", "three services in one call", "done.menu_or_person", tries=2, **_GOODBYE),
)


def odd_stories() -> Iterator[Story]:
    """What callers do at each question instead of answering it, each told to its end."""
    stories = {story.name: story for story in EVERY_STORY}
    for asked in QUESTIONS:
        yield from _odd(asked, stories[asked.story])


def _odd(asked: Asked, story: Story) -> Iterator[Story]:
    at = f"hears {asked.prompt}\n"
    before, _, rest = story.script.partition(f"{at}keys ")
    assert rest, f"{asked.name} is not asked in {story.name}"
    keys, _, after = rest.partition("\n")

    def answered(instead: str) -> str:
        return f"{before}{instead}{after}"

    def ends(name: str, what: str, outcome: str) -> Story:
        script = f"{before}{at}{what}"
        return replace(
            story, name=f"{asked.name}: {name}", script=script, outcome=outcome, changes=0
        )

    def goes_on(name: str, instead: str) -> Story:
        return replace(story, name=f"{asked.name}: {name}", script=answered(instead))

    silent, wrong = "silent\n", f"keys {asked.wrong}\n"
    yield ends("silence", silent * asked.tries + asked.when_silent, asked.silent_outcome)
    yield ends("wrong to the end", wrong * asked.tries + asked.when_silent, asked.wrong_outcome)
    yield ends("a person", f"keys 0\n{PERSON}", "person:asked")
    yield ends("a person, and hash", f"keys 0#\n{PERSON}", "person:asked")
    yield goes_on("hash before", f"{at}keys #{keys}\n")
    yield goes_on("hash after", f"{at}keys {keys}#\n")
    yield goes_on("keyed before it was heard", f"{at}interrupts {keys}\n")
    if asked.tries > 1:
        yield goes_on("silence, then the answer", f"{at}{silent}keys {keys}\n")
        yield goes_on("wrong, then the answer", f"{at}{wrong}keys {keys}\n")
        yield goes_on("nothing but hashes, then the answer", f"{at}keys ###\nkeys {keys}\n")
    if asked.wrong == TOO_SHORT:
        yield ends("hangs up while keying", f"keys {keys[:2]}\nhangs up\n", "hung_up")
        yield goes_on("star inside, then the answer", f"{at}keys {keys[0]}*{keys[2:]}\nkeys {keys}\n")
        if not asked.skips:
            yield goes_on("star, then the answer", f"{at}keys *\nkeys {keys}\n")
            yield ends("stars to the end", "keys *\n" * 3 + PERSON, "person:no_match")
