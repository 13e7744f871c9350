"""What lists have in common that may be about one unit and all below it."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from leitu.orgs import actions
from leitu.orgs.models import Unit
from leitu.ui.views import ListPage


class ListBelow(ListPage):
    """A list that may be about one unit and what stands at and below it: ``?unit=``."""

    handed_out_by = staticmethod(actions.export_list)

    def about(self) -> Unit | None:
        return self.unit

    def filters_in_words(self) -> list[str]:
        """Every export says whose list it is."""
        named = [_("%(unit)s及以下") % {"unit": self.unit.name}] if self.unit else []
        return named + super().filters_in_words()

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that the list is about, when one is asked for. Raises Http404 outside scope."""
        asked = self.request.GET.get("unit", "")
        if not asked:
            return None
        seen = Unit.objects.visible_to(self.actor, self.permission)
        found: Unit | None = (
            seen.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        )
        if found is None:
            raise Http404
        return found
