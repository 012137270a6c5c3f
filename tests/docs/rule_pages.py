"""The generated table of docs/reference/rules.md: every key, with an example from the page itself.

The examples are the first values of each key in the page's file of every key, which the tests of
the page's blocks load; a key without one is an error here.
"""

import re
from collections.abc import Iterable, Iterator

import yaml

from callcenter_cti.config import yaml_tree
from tests.docs.pages import ROOT

PAGE = ROOT / "docs/reference/rules.md"
_EVERY_KEY = re.compile(r"^```yaml\n(# rules-every-key\.yaml\n.*?)^```", re.M | re.S)
_LONGEST = 60
"""Characters of an example; longer ones are sections, whose keys have examples of their own."""


class _Dumper(yaml.SafeDumper):
    """Quotes what people had better quote: comparisons, hours."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search(r"[<>:]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
# Dates are text here.
_Dumper.yaml_implicit_resolvers = yaml_tree._Loader.yaml_implicit_resolvers


HEADS = ("key", "kind", "default", "example", "meaning")


def with_examples(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Put its example into each row of key, kind, default and meaning."""
    whole = every_key()
    for key, kind, default, meaning in rows:
        yield key, kind, default, _example(whole, key.strip("`")), meaning


def every_key() -> object:
    """What the page's file with every key says."""
    return yaml.load(text_of_every_key(), yaml_tree._Loader)  # noqa: S506 - a safe one, ours


def text_of_every_key() -> str:
    """The page's file with every key."""
    block = re.search(
        r"^```yaml\n(# rules-every-key\.yaml\n.*?)^```", PAGE.read_text(), re.M | re.S
    )
    assert block is not None
    return block[1]


def _example(whole: object, key: str) -> str:
    found = next(_values(whole, re.split(r"\.|(?=\[\])", key)), None)
    if found is None:
        raise ValueError(f"rules.md shows no example of {key}")
    text = yaml.dump(
        found,
        Dumper=_Dumper,
        default_flow_style=True,
        allow_unicode=True,
        width=1000,
        sort_keys=False,
    )
    text = text.removesuffix("...\n").strip()
    return f"`{text}`" if len(text) <= _LONGEST else ""


def _values(tree: object, key: list[str]) -> Iterator[object]:
    if not key:
        yield tree
    elif isinstance(tree, list):
        for item in tree:
            yield from _values(item, key[1:] if key[0] == "[]" else key)
    elif isinstance(tree, dict):
        for name, below in tree.items():
            if key[0] in ("NAME", name):
                yield from _values(below, key[1:])
    elif key == ["[]"]:
        yield tree
