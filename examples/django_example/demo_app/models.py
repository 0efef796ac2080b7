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
