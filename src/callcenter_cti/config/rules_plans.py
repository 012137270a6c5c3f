"""Contingency plans name only what they change: here their queues are made whole.

Works on the raw tree, before the schema.
"""

from collections.abc import Callable
from typing import Final

from callcenter_cti.config.yaml_tree import Document, Path_, Tree

_OVERRIDE: Final = 4
"""Length of the path ``plans.NAME.queues.NAME``."""


def with_whole_plans(tree: Tree) -> Tree:
    """Return the file with the queues of plans filled up from those of the same names."""
    if not isinstance(tree, dict) or not isinstance(tree.get("plans"), dict):
        return tree
    queues, plans = tree.get("queues"), tree["plans"]
    if not isinstance(queues, dict) or not isinstance(plans, dict):
        return tree
    return tree | {"plans": {name: _whole(plan, queues) for name, plan in plans.items()}}


def _whole(plan: Tree, queues: dict[str, Tree]) -> Tree:
    if not isinstance(plan, dict) or not isinstance(plan.get("queues"), dict):
        return plan
    changed = plan["queues"]
    if not isinstance(changed, dict):
        return plan
    return plan | {
        "queues": {name: _filled(queues.get(name), own) for name, own in changed.items()}
    }


def _filled(base: Tree, own: Tree) -> Tree:
    return base | own if isinstance(base, dict) and isinstance(own, dict) else own


def is_inherited(document: Document) -> Callable[[Path_], bool]:
    """Return the test whether a path is of a plan's queue, but not written there.

    What is wrong there is wrong in the queue itself, where it is told, or the queue is not known,
    which is told too.
    """

    def test(path: Path_) -> bool:
        return (
            len(path) > _OVERRIDE
            and (path[0], path[2]) == ("plans", "queues")
            and path[: _OVERRIDE + 1] not in document.keys
        )

    return test
