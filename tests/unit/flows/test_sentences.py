"""The catalogues that come with the flows."""

import importlib
import re
import subprocess

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.flows.sentences import catalogues, flow_sources
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.prompt_check import check_keys
from callcenter_cti.ivr.prompt_names import named_prompts
from callcenter_cti.ivr.voices import ESPEAK_VOICES

CATALOGUES = {catalogue.language: catalogue for catalogue in catalogues()}


@pytest.fixture(params=list(Language), ids=str)
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return CATALOGUES[request.param]


def test_every_language_says_the_same():
    """All have the same keys, in the same order, so that reviewers can read them side by side."""
    first, *others = CATALOGUES.values()

    assert set(CATALOGUES) == set(Language)
    assert [list(other.lines) for other in others] == [list(first.lines)] * 2


def test_flows_name_all_prompts_and_no_others():
    """A mistyped key would be silence, a key that nothing names is work for nothing."""
    keys = CATALOGUES[Language.ENGLISH].lines
    named = named_prompts(flow_sources(), keys)

    assert [str(one) for one in check_keys(CATALOGUES[Language.ENGLISH], named, ())] == []


def test_sentences_are_in_their_script(catalogue: Catalogue):
    """No stray digit or letter, which a voice would read in another language, or as yāo."""
    foreign = {
        Language.ENGLISH: r"[^A-Za-z ,.:?'-]",
        Language.CHINESE: r"[^一-鿿、\uff0c。]",
        Language.JAPANESE: r"[^一-鿿々ぁ-んァ-ヴー、。0-9]",
    }[catalogue.language]

    gap = r"{ \$[a-z]+ }"
    found = {
        key: re.findall(foreign, re.sub(gap, "", line.text))
        for key, line in catalogue.lines.items()
    }

    assert {key: wrong for key, wrong in found.items() if wrong} == {}


def test_sentences_end_or_go_on(catalogue: Catalogue):
    """A sentence ends with a stop; one that a key to press follows ends with a comma."""

    def ends(language: Language, signs: str) -> set[str]:
        lines = CATALOGUES[language].lines
        return {key for key, line in lines.items() if line.text[-1] in signs}

    assert ends(catalogue.language, ",、\uff0c") == ends(Language.ENGLISH, ",")
    assert ends(catalogue.language, ".。?") == ends(Language.ENGLISH, ".?")
    assert ends(catalogue.language, ",、\uff0c.。?") == set(catalogue.lines)


def test_espeak_can_read_all_of_it(catalogue: Catalogue):
    """It switches to English for characters that it cannot read, and names them: "letter"."""
    spoken = [one.reading or one.text for one in catalogue.texts().values() if not one.is_pause]

    done = subprocess.run(
        ["espeak-ng", "-v", ESPEAK_VOICES[catalogue.language], "-q", "-x", "--stdin"],
        input="\n\n".join(spoken), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert len(done.stdout.splitlines()) >= len(spoken)
    assert [line for line in done.stdout.splitlines() if "(en)" in line] == []


def test_mandarin_readings_are_their_texts():
    """A reading differs from its text in single characters alone, which stand as pinyin."""
    differing = {
        key
        for key, one in CATALOGUES[Language.CHINESE].texts().items()
        if one.reading
        and not re.fullmatch("".join(f"(?:{x}|[a-z]+[1-5])" for x in one.text), one.reading)
    }

    assert differing == set()


@pytest.mark.parametrize(
    ("misread", "reading"),
    [
        ("银行", "银hang2"), ("本行", "本hang2"), ("重新", "chong2新"), ("重复", "chong2复"),
        ("处理", "chu3理"), ("地址", "di4址"), ("电子", "电zi3"), ("还款", "huan2款"),
        ("欢迎", "huan1迎"), ("不要", "bu2要"), ("不变", "bu2变"), ("不一", "不yi2"),
        ("一期", "yi4期"), ("一笔", "yi4笔"), ("一级", "yi4级"), ("下一位", "下yi2位"),
    ],
)  # fmt: skip
def test_mandarin_that_espeak_misreads_has_a_reading(misread: str, reading: str):
    """What espeak-ng was heard to say wrong is never left to it."""
    texts = CATALOGUES[Language.CHINESE].lines.values()
    found = [one for line in texts for one in line.sentences.values() if misread in one.text]

    assert found
    assert [one.text for one in found if reading not in one.reading] == []


def test_readings_are_those_of_the_texts():
    """Where Open JTalk reads kanji otherwise than we say, one of the two is known to be wrong."""
    package = importlib.import_module("pyopenjtalk")  # it ships no types
    known = {"number.99", "number.800", "man.4", "count.entry.8", "count.entry.8.end", "letter.c",
             "day.1", "day.1.end"}  # fmt: skip

    def sound(kana: str) -> str:
        return re.sub(r"[、。 ]", "", kana)

    differing = {
        key
        for key, one in CATALOGUES[Language.JAPANESE].texts().items()
        if not one.is_pause
        and sound(package.g2p(one.text, kana=True, use_sudachi_kanji_yomi=False))
        != sound(one.reading)
    }

    assert differing <= known
