"""`live_component`, `live_block` and `live_slot`: tags that know which tag of which template they are."""

from collections.abc import Mapping
from typing import Any, Final

from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.utils.safestring import SafeString

from component_framework.adapters.django_views.show import show_component
from component_framework.core.children import Wanted, show_nested
from component_framework.core.markup import Html
from component_framework.core.nest import current_parent
from component_framework.core.slots import NO_SLOTS, Slots, given_slots

SLOTS: Final = "_live_slots"
COUNT: Final = "_live_components"


class ComponentNode(Node):
    """A component, in a page or in another component. `ordinal` tells it from the others of its template."""

    def __init__(
        self, name: FilterExpression, params: Mapping[str, FilterExpression], ordinal: int, target: str | None
    ) -> None:
        self.name, self.params, self.ordinal, self.target = name, params, ordinal, target
        self._literal = _literal(name)
        self._place: tuple[str, str] | None = None

    def render(self, context: Context, slots: Slots = NO_SLOTS) -> SafeString:
        params: dict[str, Any] = {}
        for name, given in self.params.items():
            value = given.resolve(context)
            # a literal is a SafeString, which no state keeps
            params[name] = str.__str__(value) if isinstance(value, SafeString) else value
        is_repeated = params.get("key") is None and "forloop" in context
        name = self._literal or str.__str__(str(self.name.resolve(context)))
        spot, where = self._place or self._spot()
        wanted = Wanted(name, params, slots, spot, where, is_repeated)
        parent = current_parent.get()
        html: Any = show_component(context.get("request"), wanted) if parent is None else show_nested(parent, wanted)
        if self.target is not None:
            context[self.target], html = html, SafeString()
        return html  # type: ignore[no-any-return]  # for Django it is a SafeString, since it has `__html__`

    def _spot(self) -> tuple[str, str]:
        """What tells this tag from all others, and where a reader finds it; the engine says so after it was made."""
        template = str(self.origin.template_name or self.origin.name)
        self._place = f"{template}:{self.ordinal}", f"{template}, line {self.token.lineno if self.token else 0}"
        return self._place


class BlockNode(ComponentNode):
    """A component with slots: what `live_slot` names, and all else between the two tags as the default one."""

    child_nodelists = ("nodelist",)

    def __init__(
        self, name: FilterExpression, params: Mapping[str, FilterExpression], ordinal: int, nodelist: NodeList
    ) -> None:
        super().__init__(name, params, ordinal, None)
        self.nodelist = nodelist

    def render(self, context: Context, slots: Slots = NO_SLOTS) -> SafeString:
        named: dict[str, Any] = {}
        with context.push(**{SLOTS: named}):
            default = self.nodelist.render(context)
        given = {"default": Html(default)} if default.strip() else {}
        return super().render(context, given_slots({**given, **named}))


class SlotNode(Node):
    """What a slot of the block round it is filled with; if several tags fill it, the last one counts."""

    child_nodelists = ("nodelist",)

    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        named = context.get(SLOTS)
        if named is None:
            raise TemplateSyntaxError("live_slot belongs between live_block and endlive_block")
        with context.push(**{SLOTS: None}):
            named[self.name.resolve(context)] = Html(self.nodelist.render(context))
        return SafeString()


def live_component(parser: Parser, token: Token) -> ComponentNode:
    """`{% live_component "row" key=todo.pk title=todo.title %}`, also with `as name` at its end."""
    bits = token.split_contents()
    target = None
    if len(bits) > 3 and bits[-2] == "as":
        target, bits = bits[-1], bits[:-2]
    return ComponentNode(*_named(parser, bits), _ordinal(parser), target)


def live_block(parser: Parser, token: Token) -> BlockNode:
    """`{% live_block "card" title="Orders" %}…{% endlive_block %}`."""
    named, ordinal = _named(parser, token.split_contents()), _ordinal(parser)
    nodelist = parser.parse(("endlive_block",))
    parser.delete_first_token()
    return BlockNode(*named, ordinal, nodelist)


def live_slot(parser: Parser, token: Token) -> SlotNode:
    """`{% live_slot "footer" %}…{% endlive_slot %}`."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError('live_slot takes the name of its slot: {% live_slot "footer" %}')
    nodelist = parser.parse(("endlive_slot",))
    parser.delete_first_token()
    return SlotNode(parser.compile_filter(bits[1]), nodelist)


def _named(parser: Parser, bits: list[str]) -> tuple[FilterExpression, dict[str, FilterExpression]]:
    tag, rest = bits[0], bits[2:]
    if len(bits) < 2:
        raise TemplateSyntaxError(f'{tag} takes the name of a component: {{% {tag} "counter" count=5 %}}')
    params = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"{tag} takes params by name after the component's; this is none: {rest[0]!r}")
    return parser.compile_filter(bits[1]), params


def _literal(name: FilterExpression) -> str:
    """The text that `name` is, "" if only the context says what it is."""
    return str.__str__(name.var) if isinstance(name.var, str) and not name.filters else ""


def _ordinal(parser: Parser) -> int:
    count: int = getattr(parser, COUNT, 0) + 1
    setattr(parser, COUNT, count)
    return count
