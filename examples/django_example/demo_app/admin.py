from django.contrib import admin

from django_example.demo_app.models import Tally


@admin.register(Tally)
class TallyAdmin(admin.ModelAdmin):
    list_display = ["name", "value", "updated_at"]
    search_fields = ["name"]
