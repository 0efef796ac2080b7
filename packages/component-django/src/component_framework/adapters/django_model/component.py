"""A component about one row of a model."""

from component_framework.adapters.django_model.mixin import DjangoModelMixin


class DjangoModelComponent(DjangoModelMixin):
    """`{% live_component "order_editor" pk=order.pk %}`: shows, edits and saves that row; without `pk` a new one.

    In templates: the fields by name, as they were typed; `instance`, the row as it is; `conflict`, where somebody else
    was quicker; `is_deleted`. A handler saves by `update_instance_from_state()` and `save_instance()`.
    """
