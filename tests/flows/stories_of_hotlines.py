"""Stories of hotlines and callers of every kind: languages, known numbers, who is asked when."""

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.domain.customers import Language
from tests.flows.stories import (
    ANNE,
    DONE,
    GOODBYE,
    MENU,
    NO_CARD,
    PERSON,
    Story,
    identifies,
)

CHINESE = next(card for card in DEMO_CARDS if card.language is Language.CHINESE)
ALL_LANGUAGES = {"languages": tuple(Language)}
MENU_FIRST = {"identify_first": False}
LATER = (
    f"hears identification.card\nkeys {ANNE.number}#\nhears identification.pin\nkeys {ANNE.pin}\n"
)
OFFERS = "hears en: language.menu\nhears en: press 1\nhears zh: language.menu\nhears ja: press 3\n"

HOTLINES = (
    Story(
        "another language, then the balance", ANNE,
        f"speaks en\n{identifies(ANNE)}{MENU}keys 8\n{OFFERS}keys 2\nspeaks zh\n{MENU}keys 1\n"
        f"hears balance.current\nhears balance.more\nsilent\n{GOODBYE}",
        "contained", house=ALL_LANGUAGES,
    ),
    Story(
        "a language that is not offered, then one that is", ANNE,
        f"{NO_CARD}keys 8\n{OFFERS}keys 4\n{OFFERS}keys 3\nspeaks ja\n{MENU}keys 9\nhears goodbye\n",
        "contained", house=ALL_LANGUAGES,
    ),
    Story(
        "no language chosen", ANNE, f"{NO_CARD}keys 8\n{OFFERS}silent\n{OFFERS}silent\n{PERSON}",
        "person:no_input", house=ALL_LANGUAGES,
    ),
    Story(
        "a person instead of a language", ANNE, f"{NO_CARD}keys 8\n{OFFERS}keys 0\n{PERSON}",
        "person:asked", house=ALL_LANGUAGES,
    ),
    Story(
        "a known number is greeted in its customer's language", CHINESE,
        f"speaks zh\nhears welcome.platinum\n{identifies(CHINESE)}{MENU}keys 9\n",
        "hung_up", house={**ALL_LANGUAGES, "ani": CHINESE.phone},
    ),
    Story(
        "a known number is not identified yet", CHINESE,
        f"{NO_CARD}keys 7\nhears identification.card\nkeys {CHINESE.number}#\n"
        f"hears identification.pin\nkeys {CHINESE.pin}\nhears statement.choose\nkeys 1\n"
        f"hears statement.sent_post\n{GOODBYE}",
        "contained", changes=1, house={**ALL_LANGUAGES, "ani": CHINESE.phone},
    ),
    Story(
        "a withheld number", ANNE, f"{identifies(ANNE)}{MENU}keys 9\n", "hung_up", house={"ani": ""},
    ),
    Story(
        "straight to a person", ANNE, f"hears welcome.platinum\n{PERSON}", "person:person_first",
        house={"person_first": True},
    ),
    Story(
        "asked who he is when a choice needs it, and once", ANNE,
        f"{MENU}keys 1\n{LATER}hears balance.current\nhears balance.more\nsilent\n{DONE}keys 1\n"
        f"{MENU}keys 7\nhears statement.choose\nkeys 1\nhears statement.sent_post\n{GOODBYE}",
        "contained", changes=1, house=MENU_FIRST,
    ),
    Story(
        "no card at hand, and a choice needs one", ANNE,
        f"{NO_CARD}keys 2\n{LATER}hears points.balance\nhears menu.item.back\nkeys 9\n{GOODBYE}",
        "contained",
    ),
    Story(
        "wrong PIN for a choice until it is locked", ANNE,
        f"{MENU}keys 6\n"
        + f"{LATER.replace(ANNE.pin, '0001')}hears identification.refused\n" * 2
        + f"{LATER.replace(ANNE.pin, '0001')}hears identification.locked\n{PERSON}",
        "person:card_locked", house=MENU_FIRST,
    ),
    Story("served by nothing", ANNE, f"{NO_CARD}keys 9\nhears goodbye\n", "hung_up"),
    Story(
        "three services in one call", ANNE,
        f"{identifies(ANNE)}{MENU}keys 1\nhears balance.more\nsilent\n{DONE}keys 1\n"
        f"{MENU}keys 2\nhears menu.item.back\nkeys 1\nhears points.confirm\nkeys 1\n"
        f"hears points.redeemed\n{DONE}keys 1\n{MENU}keys 7\nhears statement.choose\nkeys 2\n"
        f"hears statement.sent_email\n{GOODBYE}",
        "contained", changes=2,
    ),
    Story(
        "round and round the menu", ANNE,
        NO_CARD + f"keys 8\nhears en: language.menu\nkeys 1\n{MENU}" * 19
        + f"keys 8\nhears en: language.menu\nkeys 1\n{PERSON}",
        "person:no_match", house={"languages": (Language.ENGLISH,)},
    ),
    Story(
        "a whole session typed ahead", ANNE,
        f"hears welcome.platinum\ninterrupts {ANNE.number}#{ANNE.pin}7119\nhears goodbye\n",
        "contained", changes=1,
    ),
)  # fmt: skip
