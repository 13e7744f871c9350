"""Who is doing something: a signed-in account, a person at the console, or the system itself."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ActorKind(StrEnum):
    USER = "user"
    CONSOLE = "console"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Actor:
    """Passed first to every action and query.

    ``user_id`` is 0 unless kind is USER. ``tenant_id`` is 0 for an anonymous visitor, and for the console until
    it has chosen a tenant (see ``at``). ``cache`` lives as long as the request: grants are asked once.
    """

    kind: ActorKind
    user_id: int = 0
    tenant_id: int = 0
    label: str = ""
    person_id: int = 0
    cache: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_trusted(self) -> bool:
        """Whether the actor is the machine's own side, which holds no grants but rules its tenant."""
        return self.kind in (ActorKind.CONSOLE, ActorKind.SYSTEM)

    @property
    def is_anonymous(self) -> bool:
        return self.kind is ActorKind.ANONYMOUS

    def at(self, tenant_id: int) -> "Actor":
        """The same actor, working in the given tenant."""
        return Actor(self.kind, self.user_id, tenant_id, self.label, self.person_id)


ANONYMOUS = Actor(ActorKind.ANONYMOUS, label="anonymous")


def console(name: str, tenant_id: int = 0) -> Actor:
    """The operating-system user ``name`` at the command line."""
    return Actor(ActorKind.CONSOLE, 0, tenant_id, f"console:{name}")


def system(job: str, tenant_id: int = 0) -> Actor:
    """The scheduled job or internal step named ``job``."""
    return Actor(ActorKind.SYSTEM, 0, tenant_id, f"system:{job}")
