from decimal import Decimal
from itertools import cycle

from django.core.management.base import BaseCommand

from django_example.demo_app.models import Customer, Order, Tally, Todo

TALLIES = {"Coffees today": 3, "Bugs fixed": 12, "Birds at the window": 7}
TODOS = {"Read the source beside this list": True, "Rename this one: double-click on it": False, "Buy milk": False}
CUSTOMERS = """
Ada Lovelace, London; Alan Turing, Manchester; Barbara Liskov, Boston; Claude Shannon, Boston; Dennis Ritchie, New York;
Donald Knuth, Stanford; Edsger Dijkstra, Eindhoven; Emmy Noether, Göttingen; Frances Allen, New York; Grace Hopper, New
York; Hedy Lamarr, Vienna; Ida Rhodes, Washington; Joan Clarke, Oxford; John von Neumann, Princeton; Karen Jones,
Cambridge; Katherine Johnson, Hampton; Konrad Zuse, Berlin; Kurt Gödel, Vienna; Lise Meitner, Vienna; Margaret Hamilton,
Boston; Niklaus Wirth, Zurich; Radia Perlman, Seattle; Rózsa Péter, Budapest; Tony Hoare, Oxford
"""


class Command(BaseCommand):
    help = "Put a few rows on every page. Running it again changes nothing."

    def handle(self, **options: object) -> None:
        names = TALLIES.keys() - set(Tally.objects.values_list("name", flat=True))
        titles = TODOS.keys() - set(Todo.objects.values_list("title", flat=True))
        Tally.objects.bulk_create(Tally(name=name, value=TALLIES[name]) for name in names)
        Todo.objects.bulk_create(Todo(title=title, done=done) for title, done in TODOS.items() if title in titles)
        self.stdout.write(f"tallies: {len(names)} new, {len(TALLIES) - len(names)} there already")
        self.stdout.write(f"todos: {len(titles)} new, {len(TODOS) - len(titles)} there already")
        self.stdout.write(f"customers: {seed_customers()} new")


def seed_customers() -> int:
    """The number of customers that are new; each has a few orders."""
    people = [person.split(", ") for person in " ".join(CUSTOMERS.split()).split("; ")]
    known = set(Customer.objects.values_list("name", flat=True))
    new = Customer.objects.bulk_create(
        Customer(name=name, city=city, email=f"{name.split()[0].lower()}@{city.split()[0].lower()}.example")
        for name, city in people
        if name not in known
    )
    statuses = cycle(Order.Status)
    Order.objects.bulk_create(
        Order(customer=customer, status=next(statuses), total=Decimal(7 * len(customer.name) + 13 * number))
        for customer in new
        for number in range(len(customer.name) % 4)
    )
    return len(new)
