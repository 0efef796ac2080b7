"""Components over Django's forms: what they ask for is said by a form class, and by formsets beside it."""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Any, ClassVar

from django.forms import BaseForm, BaseModelFormSet
from django.utils.datastructures import MultiValueDict

from component_framework.adapters.django_model.columns import Digests
from component_framework.adapters.django_model.form_shape import DjangoForm
from component_framework.adapters.django_model.formsets import FormSet, FormsetRows, FormWithRows
from component_framework.core.errors import ConfigurationError
from component_framework.core.flow import Flow, call
from component_framework.core.form import FormComponent
from component_framework.core.handlers import Handler
from component_framework.core.shape import Checked, FormData, FormShape


class DjangoFormComponent(FormComponent):
    """A form over a Django form class. Where `schema` is set, that is what it asks for instead.

    Controls are called as Django's fields, and as the parts of a widget that has several (`when_0`, `when_1`).
    `validated_data` is the form's `cleaned_data`. Files in a formset's rows have no control.
    """

    form_class: ClassVar[type[BaseForm] | None] = None
    """The form."""
    formsets: ClassVar[Mapping[str, FormSet]] = {}
    """Formsets by their names in `form_data`, where each is a list of rows."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Arguments for the form class, `initial` for one."""
        return {}

    def get_form(self, data: "MultiValueDict[str, str] | None" = None) -> BaseForm:
        """The form, bound to `data`, unbound for None. The place to scope a field's queryset, by `self.user` say."""
        return self._form_class()(data=data, **self.get_form_kwargs())

    def get_formset_kwargs(self, name: str) -> dict[str, Any]:
        """Arguments for the formset class, `initial` or `queryset` for two."""
        return {}

    def get_formset(self, name: str, data: "MultiValueDict[str, str] | None" = None) -> FormSet:
        """The formset of that name, bound to `data`, unbound for None.

        Raises ConfigurationError for one of a model that nobody has said which rows it may show.
        """
        given = self.get_formset_kwargs(name)
        if issubclass(self.formsets[name], BaseModelFormSet) and not given.keys() & {"instance", "queryset"}:
            raise ConfigurationError(
                f"{type(self).__qualname__} would show every row of a table in {name!r}: say which, "
                'by {"queryset": …} in get_formset_kwargs()'
            )
        return self.formsets[name](data=data, prefix=name, **given)

    def on_add_item(self, list_name: str) -> Any:
        """Appends a blank row to a formset, as far as its `max_num` goes."""
        if list_name in self._formset_rows:
            self._formset_rows[list_name].check_adding(self.form_data[list_name])
        super().on_add_item(list_name)

    def on_remove_item(self, list_name: str, key: str) -> Any:
        """Takes a row away; one of the database is deleted when the form is saved, where `can_delete` allows it."""
        if list_name in self._formset_rows:
            self._formset_rows[list_name].check_removing(self.form_data[list_name], key)
        super().on_remove_item(list_name, key)

    def _begin(self) -> Flow[None]:
        yield from call(self._ask)
        yield from super()._begin()

    def _handle(self, event: str | None, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        yield from call(self._ask)
        yield from super()._handle(event, payload, texts)

    def _settle(self) -> Flow[None]:
        yield from call(self._ask)
        yield from super()._settle()

    def _check(self, sent: FormData) -> Flow[Checked]:
        return (yield from call(self._validate, self._form().with_files(self.form_data, sent)))

    def _validate(self, data: FormData) -> Checked:
        return self._form().validate(data)

    def _take(self, handler: Handler) -> Flow[None]:
        yield from super()._take(handler)
        self._renew()
        yield from call(self._ask)

    def _renew(self) -> None:
        """Have the forms made anew, which begin with what has been done."""
        for name in ("_django_form", "_formset_rows"):
            vars(self).pop(name, None)

    def _ask(self) -> None:
        """Have the forms made where a database may be asked: never on the event loop."""
        self._form().blank()

    def _form(self) -> FormShape:
        if self._has_schema():
            return super()._form()
        return FormWithRows(self._django_form, self._formset_rows) if self.formsets else self._django_form

    @cached_property
    def _django_form(self) -> DjangoForm:
        return DjangoForm(self.get_form)

    @cached_property
    def _formset_rows(self) -> dict[str, FormsetRows]:
        digests = Digests(self._host.settings)
        return {name: FormsetRows(name, partial(self.get_formset, name), digests) for name in self.formsets}

    @classmethod
    def _takes_files(cls) -> bool:
        if cls._has_schema():
            return super()._takes_files()
        form_class: Any = cls._form_class()
        return any(field.widget.needs_multipart_form for field in form_class.base_fields.values())

    @classmethod
    def _has_schema(cls) -> bool:
        return hasattr(cls, "schema")

    @classmethod
    def _form_class(cls) -> type[BaseForm]:
        if cls.form_class is None:
            raise ConfigurationError(f"{cls.__qualname__} asks for nothing: set form_class = … to a Django form")
        return cls.form_class

    @classmethod
    def _names(cls) -> Iterator[str]:
        if cls._has_schema():
            yield from super()._names()
            return
        form_class: Any = cls._form_class()
        yield from form_class.base_fields
        for name, formset in cls.formsets.items():
            yield name
            yield from (f"{name}.{inner}" for inner in formset.form.base_fields)
