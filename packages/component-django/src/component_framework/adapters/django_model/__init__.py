"""Components over Django's models and forms."""

import component_framework.core._clash  # noqa: F401, I001  # first: what follows may be another project's file

from component_framework.adapters.django_model.component import DjangoModelComponent
from component_framework.adapters.django_model.form import DjangoFormComponent
from component_framework.adapters.django_model.mixin import DjangoModelMixin
from component_framework.adapters.django_model.model_form import ModelFormComponent

__all__ = ["DjangoFormComponent", "DjangoModelComponent", "DjangoModelMixin", "ModelFormComponent"]
