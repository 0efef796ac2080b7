from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from django_example.demo_app.models import Tally, Todo


class CommandTests(TestCase):
    def test_seeding_twice_is_seeding_once(self) -> None:
        call_command("seed_demo", stdout=StringIO())
        Tally.objects.filter(name="Bugs fixed").update(value=99)
        Todo.objects.filter(title="Buy milk").update(done=True)
        call_command("seed_demo", stdout=StringIO())
        assert Tally.objects.count() == 3
        assert Tally.objects.get(name="Bugs fixed").value == 99
        assert Todo.objects.filter(done=True).count() == 2

    def test_no_migration_is_missing(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
