"""Operations: one name, one address, one right. ``reads`` answers a question, ``acts`` calls one action, once."""

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel

from leitu.api import scopes, strict
from leitu.api.problems import Refused
from leitu.core.actor import Actor
from leitu.core.crypto import provider
from leitu.ui.once import KEY, AlreadySubmitted, Submit, keyed, settle

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
KEY_HEADER = "Idempotency-Key"
TOLD_ONCE = "told once"


class Call(HttpRequest):
    """A request as endpoints see it: who asks is known, and has been let in."""

    actor: Actor
    reach: list[str] | None
    """The scopes of the token; None in a session, which reaches as far as its owner."""


@dataclass(frozen=True)
class Paper:
    """A file: its bytes, its media type, and the name to save it under."""

    content: bytes
    kind: str
    name: str


TAKEN_AWAY = {
    "responses": {
        200: {
            "description": "A file",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@dataclass(frozen=True)
class Operation:
    """One line of the interface. ``name`` is ``app.action``, the action's, the audit's and the address's.

    ``by_token``: whether a token may do it, or only a person in a session; ``keeps_answer``: for a repeated call.
    """

    name: str
    method: str
    permission: Any
    endpoint: Callable[..., Any]
    by_token: bool = True
    keeps_answer: bool = True
    is_paper: bool = False

    @property
    def area(self) -> str:
        return self.name.partition(".")[0]

    @property
    def writes(self) -> bool:
        return self.method == "post"


_operations: dict[str, Operation] = {}


def operations() -> dict[str, Operation]:
    """Every operation that is declared, by name."""
    return dict(_operations)


class Area(Router):
    """The operations of one app. ``label`` is what people call it where they make a token for it."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(tags=[name])
        self.name = name
        scopes.offer_area(name, label)

    def reads(self, path: str, name: str, permission: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare ``GET path``: a question that whoever holds ``permission`` anywhere may ask; the query does the rest.

        The endpoint takes the call, what is in the path, and at most one ``Query[…]`` schema; it says what it returns.
        """

        def declare(endpoint: Endpoint) -> Endpoint:
            operation = self._declare(Operation(name, "get", permission, endpoint))
            known = _query_names(endpoint)

            @wraps(endpoint)
            def view(request: Call, **given: Any) -> Any:
                admit(request, operation)
                _refuse_unknown(request, known)
                return _reply(endpoint(request, **given).model_dump_json())

            self._route(self.get, path, operation, view)
            return endpoint

        return declare

    def hands_out(self, path: str, name: str, permission: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare ``GET path``: a paper to take away. It changes nothing, but who took it is on record."""

        def declare(endpoint: Endpoint) -> Endpoint:
            operation = self._declare(Operation(name, "get", permission, endpoint, is_paper=True))
            known = _query_names(endpoint)

            @wraps(endpoint)
            def view(request: Call, **given: Any) -> HttpResponse:
                admit(request, operation)
                _refuse_unknown(request, known)
                paper: Paper = endpoint(request, **given)
                named = content_disposition_header(True, paper.name) or "attachment"
                return HttpResponse(paper.content, content_type=paper.kind, headers={"Content-Disposition": named})

            self._route(self.get, path, operation, view)
            return endpoint

        return declare

    def acts(
        self, path: str, name: str, permission: Any, *, by_token: bool = True, keeps_answer: bool = True
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare ``POST path``: one action, asked by whoever holds ``permission`` anywhere; the action does the rest.

        The endpoint takes the call, what is in the path, and at most one body; it says what it returns. It runs in a
        transaction of its own, together with the key that keeps it from happening twice. ``by_token=False``: only a
        person in a session. ``keeps_answer=False``: the answer holds what is shown once; repeated, it is not told again.
        """

        def declare(endpoint: Endpoint) -> Endpoint:
            operation = self._declare(Operation(name, "post", permission, endpoint, by_token, keeps_answer))
            has_body = any(_is_schema(kind) for name, kind in _annotations(endpoint).items() if name != "return")

            @wraps(endpoint)
            def view(request: Call, **given: Any) -> HttpResponse:
                admit(request, operation)
                _refuse_unknown(request, frozenset())
                if not has_body and request.body and strict.read(request.body) != {}:
                    raise Refused(422, "invalid", _("这一步不用带内容。"))
                return once(request, lambda: endpoint(request, **given), keeps_answer=keeps_answer)

            self._route(self.post, path, operation, view)
            return endpoint

        return declare

    def _declare(self, operation: Operation) -> Operation:
        if operation.area != self.name:
            raise ValueError(f"{operation.name} does not belong to {self.name}")
        if _operations.setdefault(operation.name, operation).endpoint.__module__ != operation.endpoint.__module__:
            raise ValueError(f"{operation.name} is declared twice")
        _operations[operation.name] = operation
        return operation

    def _route(self, add: Any, path: str, operation: Operation, view: Callable[..., Any]) -> None:
        said = inspect.getdoc(operation.endpoint) or operation.name
        summary, _blank, rest = said.partition("\n")
        add(
            path,
            response=None if operation.is_paper else _annotations(operation.endpoint)["return"],
            openapi_extra=TAKEN_AWAY if operation.is_paper else None,
            url_name=operation.name,
            operation_id=operation.name,
            summary=summary,
            description=rest.strip() or None,
        )(view)


def _annotations(endpoint: Callable[..., Any]) -> dict[str, Any]:
    return inspect.get_annotations(endpoint)


def _is_schema(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, BaseModel) and not issubclass(kind, HttpRequest)


def _query_names(endpoint: Callable[..., Any]) -> frozenset[str]:
    """The names behind the question mark: the fields of the endpoint's ``Query[…]`` schema."""
    found: set[str] = set()
    for kind in _annotations(endpoint).values():
        for part in getattr(kind, "__metadata__", ()):
            if type(part).__name__ == "Query":
                found |= set(kind.__origin__.model_fields)
    return frozenset(found)


def _refuse_unknown(request: HttpRequest, known: frozenset[str]) -> None:
    unknown = sorted(set(request.GET) - known)
    if unknown:
        fields = {name[:60]: [_("没有这个参数。")] for name in unknown[:10]}
        raise Refused(422, "invalid", _("地址里有不认识的参数。"), fields)


def admit(request: Call, operation: Operation) -> None:
    """Raises Refused unless the token reaches this far and the actor holds the right anywhere."""
    if request.reach is not None:
        if not operation.by_token:
            raise Refused(403, "not_by_token", _("这件事要本人登录后办理，不能用令牌。"))
        if not scopes.reaches(request.reach, operation.area, writes=operation.writes):
            raise Refused(403, "out_of_scope", _("这个令牌不能办这件事。"))
    if not operation.permission.allowed_anywhere(request.actor):
        raise Refused(403, "not_allowed", _("您没有办理这件事的权限。"))


def one(rows: Any, **named: Any) -> Any:
    """The row that is meant, out of what the actor sees. Raises Http404: out of sight is as absent as not there."""
    found = rows.filter(**named).first()
    if found is None:
        raise Http404
    return found


# One effect per key.


def _submit_of(request: Call) -> Submit:
    key = request.headers.get(KEY_HEADER, "")
    if key and not KEY.fullmatch(key):
        raise Refused(400, "bad_key", _("Idempotency-Key 应是 16 到 64 个字母、数字、横线或下划线。"))
    return Submit(
        tenant_id=request.actor.tenant_id,
        user_id=request.actor.user_id,
        key=key,
        path=request.path[:500],
        digest=keyed(hashlib.sha256(request.body).digest()),
    )


def once(request: Call, act: Callable[[], BaseModel], *, keeps_answer: bool = True) -> HttpResponse:
    """Act and answer. With a key: a repeated call has no second effect and the same answer, sealed meanwhile.

    The key is taken in the transaction of the effect: neither can be without the other. Raises what ``act`` raises,
    Refused (the key was used for something else).
    """
    sent = _submit_of(request)
    try:
        sent.refuse_repeated()
        try:
            return _act(sent, act, keeps_answer)
        except Exception:
            # An equal call may have changed the world between our question and our failure.
            sent.refuse_repeated()
            raise
    except AlreadySubmitted as again:
        if not again.outcome:
            raise Refused(409, "key_used", _("这个 Idempotency-Key 已经用在别的请求上。")) from again
        if again.outcome == TOLD_ONCE:
            raise Refused(409, "told_once", _("这一步已经做过，结果只给看一次。")) from again
        return _reply(provider().decrypt(again.outcome, _place(sent)))


def _act(sent: Submit, act: Callable[[], BaseModel], keeps_answer: bool) -> HttpResponse:
    with transaction.atomic():
        row = sent.claim()
        text = act().model_dump_json()
        if row is not None:
            settle(row, provider().encrypt(text, _place(sent)) if keeps_answer else TOLD_ONCE)
    return _reply(text)


def _place(sent: Submit) -> str:
    return f"ui.submitted|{sent.tenant_id}|{sent.user_id}|{sent.key}"


def _reply(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{strict.MEDIA}; charset={settings.DEFAULT_CHARSET}")
