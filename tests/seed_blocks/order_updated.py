# ruff: noqa
# fmt: off
from django.db.models.signals import post_save
from django.dispatch import receiver
from django_site.models import Order
from seed_blocks.order_editor import OrderEditor

# --- the seed's block, verbatim ---
from component_framework.adapters.django_websocket import broadcast_component_update
# From a Django signal, view, or background task
@receiver(post_save, sender=Order)
async def order_updated(sender, instance, **kwargs):
    component = OrderEditor(pk=instance.pk)
    result = component.dispatch()
    await broadcast_component_update(
        component_id=f"order-{instance.pk}",
        html=result["html"],
        state=result["state"]
    )
# --- end ---
