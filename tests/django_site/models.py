from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=40)


class User(models.Model):
    name = models.CharField(max_length=40)
    email = models.EmailField()


class MyModel(models.Model):
    field1 = models.CharField(max_length=40)
    field2 = models.IntegerField(default=0)
