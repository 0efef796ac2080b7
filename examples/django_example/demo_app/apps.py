from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo pages. Django knows the app by its full path, `django_example.demo_app`, and by no other name."""

    name = "django_example.demo_app"
    verbose_name = "Demo"
