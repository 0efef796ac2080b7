from django.db import models


class Note(models.Model):
    text = models.CharField(max_length=40)


class Scan(models.Model):
    title = models.CharField(max_length=20)
    file = models.FileField()


class Customer(models.Model):
    name = models.CharField(max_length=20)


class Tag(models.Model):
    name = models.CharField(max_length=20)


class Order(models.Model):
    """No column says when it was saved."""

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True)
    status = models.CharField(max_length=10, choices=[("new", "New"), ("paid", "Paid")], default="new")
    notes = models.CharField(max_length=20, blank=True)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    due = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=10, unique=True, null=True, blank=True)
    tags = models.ManyToManyField(Tag, blank=True)
    is_secret = models.BooleanField(default=False, editable=False)
    revision = models.IntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(total__gte=0), name="total_is_not_negative")]


class Label(models.Model):
    name = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.name


class Invoice(models.Model):
    number = models.CharField(max_length=8, unique=True)
    status = models.CharField(max_length=8, choices=[("open", "Open"), ("paid", "Paid")], default="open")
    notes = models.TextField(blank=True)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    labels = models.ManyToManyField(Label, blank=True)


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    what = models.CharField(max_length=20)
    qty = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "what"], name="one_line_each")]


class Member(models.Model):
    name = models.CharField(max_length=20)
    friends = models.ManyToManyField("self", blank=True)


class Task(models.Model):
    """Watched by the site's components."""

    title = models.CharField(max_length=20)
    lead = models.ForeignKey(Member, models.CASCADE, null=True, blank=True)
    members = models.ManyToManyField(Member, related_name="tasks")


class UrgentTask(Task):
    class Meta:
        proxy = True


class Place(models.Model):
    """Watched."""

    name = models.CharField(max_length=20)


class Shop(models.Model):
    number = models.AutoField(primary_key=True)


class Restaurant(Place):
    stars = models.IntegerField(default=0)


class Cafe(Restaurant, Shop):
    """Watched. Its row of `Shop` has another key than that of `Place`."""


class Diary(models.Model):
    """Nobody watches it."""

    text = models.CharField(max_length=20)
