"""Cut a style sheet down to what Leitu's pages may use: ``python3 scripts/prune_css.py SOURCE TARGET``.

Runs during the set-up, so it uses the standard library only.

Tabler as it comes is 635 kB, more than all else on a page together, and a page may weigh 100 kB (screens.md C.0).
What stays: rules about elements, the classes that KEEP names, and the custom properties that those refer to.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

KEEP = re.compile(
    r"visually-hidden(-focusable)?|form-(control|select)|container(-(fluid|sm|md|lg|xl|xxl))?|row|col(-\w+)*|g[xy]?-\d"
    r"|d-((sm|md|lg|xl)-)?(none|block|inline|inline-block|flex|grid)|flex-(row|column|wrap|fill|grow-1)"
    r"|(justify-content|align-items|align-self)-(start|end|center|between|baseline|stretch)"
    r"|[mp][tbsexy]?-(auto|\d)|gap-\d|w-(25|50|75|100|auto)|text-(start|end|center|nowrap|break|truncate)"
)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
PROPERTY = re.compile(r"(?<=[{;])(--[\w-]+):[^;}]*;?")
USED = re.compile(r"var\((--[\w-]+)")


def rules(css: str) -> Iterator[tuple[str, str]]:
    """(prelude, body) of every rule at the top of ``css``; a statement such as @charset has the body ""."""
    start, depth, opened, quote, skip = 0, 0, 0, "", False
    for place, char in enumerate(css):
        if skip or quote:
            quote, skip = ("" if char == quote and not skip else quote), char == "\\" and not skip
        elif char in "\"'":
            quote = char
        elif char == "{":
            opened, depth = (place if depth == 0 else opened), depth + 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
        elif char == ";" and depth == 0:
            yield css[start:place].strip(), ""
            start = place + 1


def selectors(prelude: str) -> list[str]:
    """The selectors of a rule: commas inside brackets part nothing."""
    parts, depth, last = [], 0, 0
    for place, char in enumerate(prelude):
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append(prelude[last:place])
            last = place + 1
    return [part.strip() for part in (*parts, prelude[last:])]


def is_kept(selector: str) -> bool:
    """Whether all its classes are kept; themes, right-to-left and the marks of scripts are not in use."""
    if "[data-" in selector or "=rtl]" in selector:
        return False
    return all(KEEP.fullmatch(name) for name in CLASS.findall(selector))


def pruned_rules(css: str) -> str:
    kept = []
    for prelude, body in rules(css):
        if prelude.startswith(("@media", "@supports")):
            inside = pruned_rules(body)
            kept += [f"{prelude}{{{inside}}}"] if inside else []
        elif prelude.startswith("@") or not body:
            continue  # animations, fonts, print of what is gone
        elif found := [one for one in selectors(prelude) if is_kept(one)]:
            kept.append(f"{','.join(found)}{{{body}}}")
    return "".join(kept)


def without_properties(css: str, unused: set[str]) -> str:
    return PROPERTY.sub(lambda found: "" if found[1] in unused else found[0], css)


def prune(css: str) -> str:
    """The smaller sheet. Its licence notice stays: the first comment that begins with ``/*!``."""
    notice = re.search(r"/\*!.*?\*/", css, re.DOTALL)
    kept = pruned_rules(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    while True:
        smaller = without_properties(kept, unused=set(PROPERTY.findall(kept)) - set(USED.findall(kept)))
        smaller = re.sub(r"[^{}]+\{\s*\}", "", smaller)
        if smaller == kept:
            return (notice[0] + "\n" if notice else "") + kept
        kept = smaller


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(prune(source.read_text(encoding="utf-8")), encoding="utf-8")
