"""The page classes. Each page says who may open it; nothing here knows what the pages are about."""

from collections.abc import Iterable
from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from leitu.ui.conflict import differences, kept, kept_of_gone
from leitu.ui.counting import MOST_COUNTED, LongPaginator
from leitu.ui.errors import error_page
from leitu.ui.exporting import Exportable, chosen_in_words
from leitu.ui.once import AlreadySubmitted, Submit, new_key, settle
from leitu.ui.parts import Link, Text

PAGE_SIZES = (25, 50, 100)


class SignedIn:
    """The permission of pages that every account may open, such as its own settings."""

    def allowed_anywhere(self, actor: Any) -> bool:
        return not actor.is_anonymous


SIGNED_IN = SignedIn()


class Page(View):
    """A page. Denies by default: anonymous visitors sign in first, others need ``permission`` somewhere.

    What a page is about is its ``subject()``, where it has one, else its ``object``: what is noted from it keeps that.
    ``permission`` is any object with ``allowed_anywhere(actor)``; if it has ``require(actor, obj)``, pages of one
    object that change it ask that as well. ``partial`` names the part of the template that htmx is given.
    """

    permission: Any = None
    public = False
    template_name = ""
    partial = ""
    title: Text = ""

    @property
    def actor(self) -> Any:
        return self.request.actor  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = self.refusal()
        if refusal is not None:
            return refusal
        try:
            return super().dispatch(request, *args, **kwargs)
        except Exception as problem:
            # The errors of core carry the status of their page; ui and core are strangers on one floor.
            status = getattr(problem, "status", None)
            if status not in (400, 403, 409):
                raise
            return self.refused(problem, status)

    def refusal(self) -> HttpResponse | None:
        """The answer to somebody who may not open this page at all, or None."""
        if self.public:
            return None
        if self.actor.is_anonymous:
            answer = redirect_to_login(self.request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if getattr(self.request, "htmx", None):
                return HttpResponse(headers={"HX-Redirect": answer.url})
            return answer
        if self.permission is None or not self.permission.allowed_anywhere(self.actor):
            return error_page(self.request, 403)
        return None

    def refused(self, problem: Exception, status: int) -> HttpResponse:
        # The name of a permission says nothing to a reader; a sentence in his language does.
        said = str(problem)
        return error_page(self.request, status, reason="" if said.isascii() and " " not in said else said)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = error_page(request, 405)
        answer["Allow"] = ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name))
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render(self.get_context())

    def get_title(self) -> Text:
        return self.title

    def get_crumbs(self) -> list[Link]:
        return []

    def get_context(self, **more: Any) -> dict[str, Any]:
        return {"view": self, "title": self.get_title(), "crumbs": self.get_crumbs(), **more}

    def render(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        name = self.template_name
        htmx = getattr(self.request, "htmx", None)
        if htmx and not htmx.boosted and self.partial:
            name = f"{name}#{self.partial}"
        self.request.page = self  # type: ignore[attr-defined]
        answer = render(self.request, name, context, status=status)
        if self.partial:
            answer["Vary"] = "HX-Request"
        return answer


class ListPage(Exportable, Page):
    """A list of what the actor may see, with search, filter, order and pages; bad parameters are passed over."""

    model: type[Model] | None = None
    search_fields: ClassVar[tuple[str, ...]] = ()
    filter_form: Any = None
    sorts: ClassVar[dict[str, tuple[str, ...]]] = {}
    default_sort = ""
    page_size = PAGE_SIZES[0]
    most_found = MOST_COUNTED  # of what is searched

    def get_queryset(self) -> QuerySet[Any]:
        assert self.model is not None
        return self.model._default_manager.visible_to(self.actor)  # type: ignore[attr-defined]

    def search(self, queryset: QuerySet[Any], q: str) -> QuerySet[Any]:
        found = Q()
        for name in self.search_fields:
            found |= Q(**{f"{name}__icontains": q})
        return queryset.filter(found) if self.search_fields else queryset

    def get_sorts(self, q: str) -> dict[str, tuple[str, ...]]:
        """The orders to choose from, given what was searched (``""``: nothing)."""
        return self.sorts

    def narrowed(self) -> tuple[QuerySet[Any], str, Any]:
        """The rows that are asked for in their order, the text that was searched, the form of the filters."""
        asked = self.request.GET
        queryset = self.get_queryset()
        q = "".join(c for c in asked.get("q", "")[:100] if c.isprintable()).strip()
        if q:
            queryset = self.search(queryset, q)
        form = None
        if self.filter_form is not None:
            form = self.filter_form(asked or None)
            if form.is_bound and form.is_valid():
                queryset = form.filter(queryset)
        order = self.get_sorts(q).get(asked.get("sort", "")) or self.get_sorts(q).get(self.default_sort)
        if order:
            queryset = queryset.order_by(*order)
        elif not queryset.ordered:
            queryset = queryset.order_by("pk")
        return queryset, q, form

    def exported_rows(self) -> tuple[Iterable[Any], int]:
        rows = self.narrowed()[0]
        return rows.iterator(chunk_size=2000), rows.count()

    def filters_in_words(self) -> list[str]:
        _rows, q, form = self.narrowed()
        return [_("搜索：%(q)s") % {"q": q}] * bool(q) + chosen_in_words(form)

    def get_context(self, **more: Any) -> dict[str, Any]:
        asked = self.request.GET
        queryset, q, form = self.narrowed()
        size = next((n for n in PAGE_SIZES if str(n) == asked.get("size")), self.page_size)
        paginator = LongPaginator(queryset, size, most=self.most_found if q else MOST_COUNTED)
        page = paginator.get_page(asked.get("page"))
        filtered = any(asked.getlist(name) != [""] for name in asked if name not in ("page", "sort", "size", "big"))
        return super().get_context(
            objects=page.object_list,
            page=page,
            q=q,
            filter_form=form,
            columns=self.get_columns(),
            total=paginator.total,
            reset_href=self.request.path if filtered else "",
            export_href=self.export_href if paginator.count else "",
            **more,
        )


class OfObject(Page):
    """Shared by the pages of one object: it is fetched through ``visible_to``, so out of scope is 404 like absent."""

    model: type[Model] | None = None
    lookup = "pk"
    object: Any = None

    def get_queryset(self) -> QuerySet[Any]:
        assert self.model is not None
        return self.model._default_manager.visible_to(self.actor)  # type: ignore[attr-defined]

    def load(self) -> Any:
        """The object of this page. Raises Http404."""
        if self.model is None:
            return None
        found = self.get_queryset().filter(**{self.lookup: self.kwargs[self.lookup]}).first()
        if found is None:
            raise Http404
        return found

    def get_title(self) -> Text:
        return self.title or (str(self.object) if self.object is not None else "")

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(object=self.object, **more)

    def back_url(self) -> str:
        """Where "cancel" leads, and success by default."""
        address = getattr(self.object, "get_absolute_url", None)
        return address() if address else "/"


class DetailPage(OfObject):
    """One object."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        return self.render(self.get_context())


class FormPage(OfObject):
    """A form whose POST calls one action, ``perform``; the answer to success is a redirect.

    Without ``model`` the page has no object (something new is made). The form is built with the values that the
    object has; ``actor`` is given to forms that declare ``needs_actor = True``.
    """

    template_name = "ui/form_page.html"
    form_class: Any = None
    submit: Text = gettext_lazy("保存")
    done: Text = ""
    lead: Text = ""

    def perform(self, form: Any) -> Any:
        """Call the action. What it returns is given to ``success_url`` and ``done_text``."""
        raise NotImplementedError

    def authorise(self) -> None:
        """Refuse before the form is shown; the action asks again. Raises NotAllowed."""
        require = getattr(self.permission, "require", None)
        if require is not None and self.object is not None:
            require(self.actor, self.object)

    @property
    def version(self) -> int | None:
        """The version of the object that the form was made from, as it came back; None if there is none."""
        sent = self.request.POST.get("version", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else None

    def success_url(self, result: Any) -> str:
        address = getattr(result, "get_absolute_url", None)
        return address() if address else self.back_url()

    def done_text(self, result: Any) -> Text:
        return self.done

    def undo_url(self, result: Any) -> str:
        """The address whose POST undoes what was just done, without a form: offered as 撤销 beside ``done``."""
        return ""

    def get_initial(self) -> dict[str, Any]:
        if self.object is None:
            return {}
        return {name: getattr(self.object, name) for name in self.form_class.base_fields if hasattr(self.object, name)}

    def get_form(self, bound: bool = False) -> Any:
        if self.form_class is None:
            return None
        arguments: dict[str, Any] = {"initial": self.get_initial()}
        if bound:
            arguments |= {"data": self.request.POST, "files": self.request.FILES}
        if getattr(self.form_class, "needs_actor", False):
            arguments["actor"] = self.actor
        if issubclass(self.form_class, ModelForm):
            # A copy: validating a ModelForm writes to its instance, and the action must see the stored one.
            arguments["instance"] = copy(self.object)
        return self.form_class(**arguments)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(
            lead=self.lead,
            submit=self.submit,
            back_href=self.back_url(),
            form_key=new_key(),
            version=getattr(self.object, "version", None),
            **more,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        self.authorise()
        return self.render(self.get_context(form=self.get_form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = Submit.of(request)
        try:
            try:
                return self.answer(sent)
            except Exception:
                # An equal submit has had its effect before or meanwhile: its key is taken, or the world has changed.
                sent.refuse_repeated()
                raise
        except AlreadySubmitted as again:
            return self.repeated(again)

    def answer(self, sent: Submit) -> HttpResponse:
        self.object = self.load()
        self.authorise()
        form = self.get_form(bound=True)
        if form is None or form.is_valid():
            try:
                return self.act(sent, form)
            except ValidationError as problem:
                if form is None:
                    return self.refused(ValueError("".join(problem.messages)), 409)
                add_errors(form, problem)
        sent.refuse_repeated()
        return self.render(self.get_context(form=form), status=422 if getattr(self.request, "htmx", None) else 200)

    def act(self, sent: Submit, form: Any) -> HttpResponse:
        with transaction.atomic():
            row = sent.claim(self.back_url())
            result = self.perform(form)
            outcome = self.success_url(result)
            settle(row, outcome)
        said = self.done_text(result)
        if said:
            messages.success(self.request, str(said), extra_tags=self.undo_url(result))
        return self.go(outcome)

    def go(self, address: str) -> HttpResponse:
        if getattr(self.request, "htmx", None):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)

    def repeated(self, again: AlreadySubmitted) -> HttpResponse:
        if again.outcome:
            return self.go(again.outcome)
        reason = _("这张表已经提交过一次，这次的内容和上次不一样，没有再提交。")
        return self.conflict(reason)

    def refused(self, problem: Exception, status: int) -> HttpResponse:
        if status == 409 and self.request.method == "POST":
            return self.conflict(str(problem))
        return super().refused(problem, status)

    def conflict(self, reason: str) -> HttpResponse:
        """Page 409: what was typed is shown again, beside what is there now, and can be sent once more."""
        try:
            self.object = self.load()
        except Http404:
            return self.conflict_page(reason, kept=kept_of_gone(self.form_class, self.request.POST))
        form = self.get_form(bound=True)
        now = getattr(self.object, "version", None)
        if form is None or self.version is None or self.version == now:
            return self.conflict_page(reason, kept=kept(form), back_href=self.back_url())
        return self.conflict_page(
            reason,
            differences=differences(form, self.get_form()),
            form=form,
            submit=self.submit,
            form_key=new_key(),
            version=now,
            back_href=self.back_url(),
        )

    def conflict_page(self, reason: str, **more: Any) -> HttpResponse:
        return error_page(self.request, 409, reason=reason, template="ui/conflict.html", **more)


class ActionPage(FormPage):
    """One action on one object: GET asks, POST acts. A form is only needed when the action wants a reason."""

    template_name = "ui/confirm.html"
    question: Text = ""
    consequences: ClassVar[tuple[Text, ...]] = ()
    danger = False

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(question=self.question, consequences=self.consequences, danger=self.danger, **more)


def add_errors(form: BaseForm, problem: ValidationError) -> None:
    """Put an action's complaints where they belong: at the field if the form has it, else on top."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        form.add_error(name if name != NON_FIELD_ERRORS and name in form.fields else None, errors)
