from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=40)


class User(models.Model):
    name = models.CharField(max_length=40)
    email = models.EmailField()


class MyModel(models.Model):
    field1 = models.CharField(max_length=40)
    field2 = models.IntegerField(default=0)


class Invoice(models.Model):
    number = models.CharField(max_length=8, unique=True)
    notes = models.TextField(blank=True)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0)


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, models.CASCADE)
    what = models.CharField(max_length=20)
    qty = models.PositiveIntegerField("quantity", default=1)


class Order(models.Model):
    status = models.CharField(max_length=10, choices=[("open", "Open"), ("paid", "Paid")], default="open")
    notes = models.TextField(blank=True)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)


class Todo(models.Model):
    title = models.CharField(max_length=40)
    completed = models.BooleanField(default=False)
