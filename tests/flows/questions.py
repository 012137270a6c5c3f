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
    no_match: str = "menu.no_such_choice"
    """What is said before the next try after keys that do not fit."""
    no_input: str = "ask.no_input"
    """The same after silence."""
    wrong: str = NO_CHOICE
    """Keys that do not fit."""
    tries: int = 3
    when_silent: str = PERSON
    """How a caller ends who keys nothing, and what becomes of him."""
    silent_outcome: str = "person:no_input"
    wrong_outcome: str = "person:no_match"
    skips: bool = False
    """Whether ``*`` is an answer."""

    def again(self, keyed: str, said: str, tries: int) -> str:
        """Do the same several times, and hear each time but the last why it is asked again."""
        heard = f"hears {said}\n" if said else ""
        return heard.join([f"{keyed}\n"] * tries)


def _digits(name: str, story: str, prompt: str, no_match: str, *, skips: bool = False) -> Asked:
    return Asked(name, story, prompt, no_match, wrong=TOO_SHORT, skips=skips)


def _last(
    name: str, story: str, prompt: str, *, no_match: str = "", tries: int, when_silent: str
) -> Asked:
    """After it there is nothing more to be had: who does not answer is served."""
    return Asked(
        name, story, prompt, no_match, "", tries=tries, when_silent=when_silent,
        silent_outcome="contained", wrong_outcome="contained",
    )  # fmt: skip


CARD_LENGTH, PIN_LENGTH = "identification.card_length", "identification.pin_length"
NO_CARD_YET = "no card at hand, and a choice needs one"

QUESTIONS = (
    _digits(
        "identification.card", "statement by post", "identification.card_or_star", CARD_LENGTH,
        skips=True,
    ),
    _digits("identification.pin", "statement by post", "identification.pin", PIN_LENGTH),
    _digits("identification.card later", NO_CARD_YET, "identification.card", CARD_LENGTH),
    _digits("identification.pin later", NO_CARD_YET, "identification.pin", PIN_LENGTH),
    Asked("menu.main", "statement by post", "menu.item.balance"),
    _last(
        "balance.transactions", "balance and two pages", "balance.more", tries=1,
        when_silent=GOODBYE,
    ),
    Asked("points.catalogue", "points redeemed", "menu.item.back"),
    Asked("points.confirm", "points redeemed", "points.confirm"),
    _digits("activation.card", "card activated", "identification.card", CARD_LENGTH),
    _digits("activation.expiry", "card activated", "activation.expiry", "activation.expiry_wrong"),
    _digits("activation.pin", "card activated", "identification.pin", PIN_LENGTH),
    _digits("pin.old", "PIN changed", "pin.old", PIN_LENGTH),
    _digits("pin.new", "PIN changed", "pin.new", PIN_LENGTH),
    _digits("pin.repeat", "PIN changed", "pin.repeat", PIN_LENGTH),
    Asked("lost.confirm", "lost card of a caller who is known", "lost.confirm"),
    _digits("lost.card", "lost card by its number", "lost.card", CARD_LENGTH),
    Asked("dispute.choice", "dispute", "dispute.choose"),
    Asked("dispute.confirm", "dispute", "dispute.confirm"),
    Asked("statement.choice", "statement by post", "statement.choose"),
    Asked("language.choice", "another language, then the balance", "ja: press 3", "", "", tries=2),
    _last(
        "ending.next", "three services in one call", "done.menu_or_person",
        no_match="menu.no_such_choice", tries=2, when_silent="hears goodbye\n",
    ),
)  # fmt: skip


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

    silent, wrong = "silent", f"keys {asked.wrong}"
    silence = asked.again(silent, asked.no_input, asked.tries)
    mistakes = asked.again(wrong, asked.no_match, asked.tries)
    yield ends("silence", silence + asked.when_silent, asked.silent_outcome)
    yield ends("wrong to the end", mistakes + asked.when_silent, asked.wrong_outcome)
    yield ends("a person", f"keys 0\n{PERSON}", "person:asked")
    yield ends("a person, and hash", f"keys 0#\n{PERSON}", "person:asked")
    yield goes_on("hash before", f"{at}keys #{keys}\n")
    yield goes_on("hash after", f"{at}keys {keys}#\n")
    yield goes_on("keyed before it was heard", f"{at}interrupts {keys}\n")
    if asked.tries > 1:
        yield goes_on("silence, then the answer", f"{at}{silent}\nkeys {keys}\n")
        yield goes_on("wrong, then the answer", f"{at}{wrong}\nkeys {keys}\n")
        yield goes_on("nothing but hashes, then the answer", f"{at}keys ###\nkeys {keys}\n")
    if asked.wrong == TOO_SHORT:
        yield ends("hangs up while keying", f"keys {keys[:2]}\nhangs up\n", "hung_up")
        yield goes_on(
            "star inside, then the answer", f"{at}keys {keys[0]}*{keys[2:]}\nkeys {keys}\n"
        )
        if not asked.skips:
            yield goes_on("star, then the answer", f"{at}keys *\nkeys {keys}\n")
            yield ends("stars to the end", "keys *\n" * 3 + PERSON, "person:no_match")
