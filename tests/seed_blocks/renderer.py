# ruff: noqa
# fmt: off
from component_framework.core import Component

# --- the seed's block, verbatim ---
from component_framework.adapters.django_renderer import DjangoRenderer

renderer = DjangoRenderer()
Component.renderer = renderer
# --- end ---
