from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models


class Tally(models.Model):
    """A named count that stays when the page is closed."""

    name = models.CharField(max_length=40, unique=True, error_messages={"unique": "This one is on the board already."})
    value = models.IntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Todo(models.Model):
    """One line of the todo list, which all visitors share."""

    title = models.CharField(max_length=120)
    done = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title


class SharedCount(models.Model):
    """The one number that all windows of the page on real time show."""

    value = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)


class Customer(models.Model):
    """Somebody who orders."""

    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True, error_messages={"unique": "Another customer has this address."})
    city = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """What a customer ordered. `updated_at` changes with every save."""

    class Status(models.TextChoices):
        NEW = "new", "New"
        PAID = "paid", "Paid"
        SHIPPED = "shipped", "Shipped"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    notes = models.TextField(blank=True, max_length=500, help_text="Only we read them.")
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))])
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Order {self.pk} of {self.customer}"
