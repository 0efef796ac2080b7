from django.contrib import admin

from django_example.demo_app.models import Tally, Todo


@admin.register(Tally)
class TallyAdmin(admin.ModelAdmin):
    list_display = ["name", "value", "updated_at"]
    search_fields = ["name"]


@admin.register(Todo)
class TodoAdmin(admin.ModelAdmin):
    list_display = ["title", "done", "created_at"]
    list_filter = ["done"]
    search_fields = ["title"]
