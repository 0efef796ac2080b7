"""django-cotton's components, rendered from Python. Needs the extra `component-django[cotton]`.

django-cotton's own `render_component` knows no slots, writes the name into template source, and prints `{{ attrs }}`
unescaped. Here the node of its `{% cotton %}` tag is built directly and only these three points differ; besides, no
prop called `is` picks the template.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from django.template import Context, Engine, Template
from django.template.base import NodeList
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_cotton.templatetags import Attrs
from django_cotton.templatetags._component import CottonComponentNode

from component_framework.core.errors import ConfigurationError
from component_framework.core.markup import attributes

NAME: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.IGNORECASE | re.ASCII)
PROPS: Final = "live_cotton_props"
HIDDEN: Final = "live_cotton_hidden"
SLOTS: Final = "live_cotton_slots"
DEFAULT_SLOT: Final = "{{ live_cotton_slots.default }}"


def render_cotton(
    name: str, props: Mapping[str, Any], *, slots: Mapping[str, Any] | None = None, hidden: Iterable[str] = ()
) -> SafeString:
    """The cotton component `name` (`ui.user-row` is `cotton/ui/user_row.html`) with `props` and `slots`.

    Props that the template does not declare in `<c-vars>` are printed by `{{ attrs }}`, escaped, without those that
    are `hidden`, False or None. Slots are escaped unless they are HTML already; "default" is `{{ slot }}`.
    """
    if not NAME.fullmatch(name):
        raise ConfigurationError(f"{name!r} cannot name a cotton component: letters and digits, parted by . - or _")
    escaped = {slot: mark_safe(conditional_escape(content)) for slot, content in (slots or {}).items()}  # noqa: S308
    context = {PROPS: dict(props), SLOTS: escaped, HIDDEN: tuple(hidden)}
    return _template(name).render(Context(context))


@lru_cache(maxsize=512)
def _template(name: str) -> Template:
    engine = Engine.get_default()
    slot = Template(DEFAULT_SLOT, engine=engine).nodelist
    template = Template("", engine=engine)
    template.nodelist = NodeList([_Node(name, slot, {":attrs": f'"{PROPS}"'}, only=False)])
    return template


class _Node(CottonComponentNode):  # type: ignore[misc]  # django-cotton has no types
    def _get_cached_template(self, context: Context, attrs: Any) -> Any:
        parent: Any = super()
        return parent._get_cached_template(context, {})  # without `is`: no prop picks the template

    def _extract_vars_from_template(
        self, template: Any, context: Context, attrs: Any, slots: dict[str, Any]
    ) -> dict[str, Any]:
        attrs.__class__ = _Attributes  # the node makes its own Attrs, and this is the first that sees them
        for name in context[HIDDEN]:
            attrs.exclude_from_string_output(name)
        slots.update({name: content for name, content in context[SLOTS].items() if name != "default"})
        parent: Any = super()
        found: dict[str, Any] = parent._extract_vars_from_template(template, context, attrs, slots)
        return found


class _Attributes(Attrs):  # type: ignore[misc]  # django-cotton has no types
    """`{{ attrs }}` as the core prints attributes: names checked, values escaped."""

    def __str__(self) -> SafeString:
        return mark_safe(attributes(self.attrs_dict()).lstrip())  # noqa: S308  # attributes() escapes
