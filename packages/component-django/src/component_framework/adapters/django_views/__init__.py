"""The endpoint for components' messages as Django views, and what Django knows of who sends them."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.django_views.cache_replies import CacheReplyStore
from component_framework.adapters.django_views.cache_store import CacheStateStore
from component_framework.adapters.django_views.page import component_page
from component_framework.adapters.django_views.permissions import has_perm, is_staff
from component_framework.adapters.django_views.view import acomponent_view, component_view

__all__ = [
    "CacheReplyStore",
    "CacheStateStore",
    "acomponent_view",
    "component_page",
    "component_view",
    "has_perm",
    "is_staff",
]
