from django.contrib import admin

from django_example.demo_app.models import Customer, Order, Tally, Todo


@admin.register(Tally)
class TallyAdmin(admin.ModelAdmin):
    list_display = ["name", "value", "updated_at"]
    search_fields = ["name"]


@admin.register(Todo)
class TodoAdmin(admin.ModelAdmin):
    list_display = ["title", "done", "created_at"]
    list_filter = ["done"]
    search_fields = ["title"]


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "city"]
    search_fields = ["name", "email", "city"]


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["id", "customer", "status", "total", "updated_at"]
    list_filter = ["status"]
    list_select_related = ["customer"]
    autocomplete_fields = ["customer"]
    search_fields = ["customer__name", "notes"]
