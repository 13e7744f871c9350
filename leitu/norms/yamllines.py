"""Read YAML strictly and remember on which line everything stands.

Plain data only: no tags, no anchors and aliases (a short text could stand for gigabytes), no key twice.
"""

from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

LONGEST = 1_000_000  # characters
DEEPEST = 20

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times as fast

Path = tuple[str | int, ...]


class BadYaml(Exception):
    """Not YAML as we read it; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True)
class Lined:
    """The data of a text, and the line of every value and key by its path."""

    data: Any
    lines: dict[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of what stands at ``path``, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Lined:
    """The data of one YAML document. Raises BadYaml."""
    if len(text) > LONGEST:
        raise BadYaml(1, _("文件太大（超过 %(count)d 个字符）。") % {"count": LONGEST})
    try:
        _refuse_references(text)
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        reason = _("不是有效的 YAML：%(problem)s") % {"problem": problem.problem or problem.context or ""}
        raise BadYaml(mark.line + 1 if mark else 1, reason) from None
    except yaml.YAMLError as problem:
        raise BadYaml(1, _("不是有效的 YAML：%(problem)s") % {"problem": str(problem).splitlines()[0]}) from None
    if node is None:
        raise BadYaml(1, _("文件是空的。"))
    reader = _Reader()
    return Lined(reader.value(node, ()), reader.lines)


def _refuse_references(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadYaml(line, _("不能使用锚点和引用（& 和 *）。"))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:  # before compose, which recurses
                raise BadYaml(line, _("嵌套太深。"))
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self._scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, path: Path) -> Any:
        line = self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            raise BadYaml(line, _("“%(value)s”不是有效的值。") % {"value": str(node.value)[:60]}) from None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key, str):
                raise BadYaml(line, _("键必须是文字。"))
            if key in found:
                raise BadYaml(line, _("“%(key)s”写了两次。") % {"key": key[:60]})
            self.lines[*path, key] = line
            found[key] = self.value(value_node, (*path, key))
        return found
