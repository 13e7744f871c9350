"""One matter on one page: the four boxes, the stream, the next step."""

from typing import Any

from leitu.core.clock import today
from leitu.matters import memory, policies, queries, sources, wording
from leitu.matters.models import Dispatch, Matter
from leitu.matters.views.shared import OfMatter
from leitu.matters.words import words_of
from leitu.ui.once import new_key
from leitu.ui.views import DetailPage

MOST_PARTS = 200


class Show(OfMatter, DetailPage):
    permission = policies.VIEW
    template_name = "matters/show.html"

    def get_title(self) -> str:
        return str(self.object)

    def get_context(self, **more: Any) -> dict[str, Any]:
        matter, day = self.object, today()
        origin = sources.find(self.actor, matter.source_kind, matter.source_key)
        recalled = memory.recall(matter)
        return super().get_context(
            light=wording.light(matter, day),
            how_long=wording.how_long(matter, day),
            can=policies.may_take(self.actor, matter),
            keys={name: new_key() for name in ("begin", "take_up")},
            version=matter.version,
            source_href=origin.href if origin is not None else "",
            stream=wording.stream(self.actor, matter),
            recalled=recalled,
            recalled_text=wording.memory_sentence(recalled) if recalled is not None else "",
            wants_person=queries.wants_person(matter),
            helpers=queries.helpers_of(matter),
            progress=queries.progress_of(matter),
            parts=[
                {
                    "unit": part.unit,
                    "title": part.title,
                    "href": part.get_absolute_url(),
                    "light": wording.light(part, day),
                }
                for part in queries.parts_of(matter)[:MOST_PARTS]
            ],
            dispatch=Dispatch.objects.filter(
                tenant_id=matter.tenant_id, matter=matter, state=Dispatch.State.WAITING
            ).first(),
            former=queries.former_owners(matter),
            on_ledger=matter.state in Matter.ON_LEDGER,
            words=words_of(matter) if matter.state == Matter.State.CLOSE_REQUESTED else None,
            clear=matter.state not in (Matter.State.NOTED, Matter.State.SET_ASIDE),
            **more,
        )
