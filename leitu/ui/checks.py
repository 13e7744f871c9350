"""No page without a declared permission: start-up fails on it (house.md, Pages)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern below a resolver, with its whole route."""
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        else:
            yield route, one


def is_declared(callback: Any) -> bool:
    """Whether the view behind a URL says who may open it."""
    view = getattr(callback, "view_class", callback)
    return getattr(view, "public", False) is True or getattr(view, "permission", None) is not None


def is_ours(callback: Any) -> bool:
    view = getattr(callback, "view_class", callback)
    return str(getattr(view, "__module__", "")).startswith("leitu.")


@register(Tags.urls)
def pages_declare_permission(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"the page at /{route} says neither `permission = …` nor `public = True`",
            hint="declare it on the view class (leitu.ui.views.Page)",
            obj=getattr(pattern.callback, "view_class", pattern.callback),
            id="ui.E001",
        )
        for route, pattern in patterns(get_resolver())
        if is_ours(pattern.callback) and not is_declared(pattern.callback)
    ]
