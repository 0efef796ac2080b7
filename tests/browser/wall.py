"""A wall of posts on `nested_site`: a stream of rows with components, a panel with slots, parts that come later."""

from typing import Annotated

from component_framework.core import Component, ComponentEvent, Stream, Writable, listens

from .nested_site import TEMPLATES, Panel, registry

TEMPLATES |= {
    "components/wall.html": """<section data-keys="{{ keys | join(' ') }}" data-likes="{{ likes }}"
          data-theme="{{ theme }}" data-short="{{ is_short }}">
        {% for name in ("prepend", "append", "insert", "reset", "paint", "shorten") %}
          <button data-key="{{ name }}" data-live-click="{{ name }}">{{ name }}</button>{% endfor %}
        {% call(slot) live_component("shelf", title=theme) %}
          {%- if slot == "head" %}<b>{{ theme }}</b>{{ live_component("gauge", key="head", theme=theme) }}
          {%- else %}<i>{{ theme }} {{ likes }}</i><button data-live-click="paint">paint</button>
          {% if not is_short %}{{ live_component("gauge", key="late", theme=theme, lazy="load") }}{% endif %}
          {%- endif %}{% endcall %}
        <ul data-live-stream="posts">{% for sku in posts %}
          <li data-key="{{ sku }}">{{ live_component("post", key=sku, sku=sku) }}
            {% for name in ("again", "raise") %}
              <button data-live-click="{{ name }}" data-live-arg-sku="{{ sku }}">{{ name }}</button>{% endfor %}
          </li>{% endfor %}</ul></section>""",
    "components/shelf.html": """<article data-turns="{{ turns }}"><h3>{{ title }}</h3>
        <button data-live-click="turn">turn</button><button data-live-click="swap">swap</button>
        {% if is_swapped %}<div>{{ slots.default }}</div><header>{{ slots.head }}</header>
        {% else %}<header>{{ slots.head }}</header><div>{{ slots.default }}</div>{% endif %}</article>""",
    "components/post.html": """<p data-sku="{{ sku }}" data-likes="{{ likes }}"><output>{{ likes }}</output>
        <input aria-label="memo" data-live-model="memo" value="{{ memo }}">
        <button data-live-click="like">like</button><button data-live-click="leave">leave</button></p>""",
    "components/gauge.html": """<p data-theme="{{ theme }}" data-seen="{{ seen }}" data-heard="{{ heard }}">
        <button data-live-click="see">see</button></p>""",
}


class Liked(ComponentEvent):
    sku: str


class PostLeft(ComponentEvent):
    sku: str


@registry.register("wall")
class Wall(Component):
    keys: list[str] = ["k1", "k2", "k3"]
    made: int = 3
    likes: int = 0
    theme: str = "t0"
    is_short: bool = False
    posts = Stream[str]()

    def mount(self) -> None:
        self.posts.reset(self.keys)

    def on_prepend(self) -> None:
        self.keys = [self._made(), *self.keys]
        self.posts.prepend(self.keys[0])

    def on_append(self) -> None:
        self.keys = [*self.keys, self._made()]
        self.posts.append(self.keys[-1])

    def on_insert(self) -> None:
        sku = self._made()
        self.keys = [*self.keys[:1], sku, *self.keys[1:]]
        self.posts.insert(1, sku)

    def on_again(self, sku: str) -> None:
        if sku in self.keys:
            self.posts.append(sku)

    def on_raise(self, sku: str) -> None:
        if sku in self.keys:
            self.keys = [sku, *(key for key in self.keys if key != sku)]
            self.posts.insert(0, sku)

    def on_reset(self) -> None:
        self.keys = self.keys[::-1]
        self.posts.reset(self.keys)

    def on_paint(self) -> None:
        self.theme = f"t{int(self.theme[1:]) + 1}"

    def on_shorten(self) -> None:
        self.is_short = not self.is_short

    @listens(Liked)
    def count(self, liked: Liked) -> None:
        self.likes += 1

    @listens(PostLeft)
    def forget(self, left: PostLeft) -> None:
        self.keys = [key for key in self.keys if key != left.sku]
        self.posts.remove(left.sku)

    def _made(self) -> str:
        self.made += 1
        return f"k{self.made}"


@registry.register("shelf")
class Shelf(Panel):
    title: str


@registry.register("post")
class Post(Component):
    sku: str
    likes: int = 0
    memo: Annotated[str, Writable()] = ""

    def on_like(self) -> None:
        self.likes += 1
        self.tell_page(Liked(sku=self.sku))

    def on_leave(self) -> None:
        self.tell_parent(PostLeft(sku=self.sku))
        self.remove()


@registry.register("gauge")
class Gauge(Component):
    theme: str
    seen: int = 0
    heard: int = 0

    def on_see(self) -> None:
        self.seen += 1

    @listens(Liked)
    def hear(self, liked: Liked) -> None:
        self.heard += 1
