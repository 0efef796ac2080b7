from django.core.management.base import BaseCommand

from django_example.demo_app.models import Tally

TALLIES = {"Coffees today": 3, "Bugs fixed": 12, "Birds at the window": 7}


class Command(BaseCommand):
    help = "Put a few tallies on the board. Running it again changes nothing."

    def handle(self, **options: object) -> None:
        made = [Tally.objects.get_or_create(name=name, defaults={"value": value})[1] for name, value in TALLIES.items()]
        self.stdout.write(f"tallies: {sum(made)} new, {len(made) - sum(made)} there already")
