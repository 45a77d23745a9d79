from django.urls import path

from apps.core.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.mailbox, name="list"),
    path("<str:name>/", views.message, name="message"),
    path("<str:name>/html/", views.message_html, name="html"),
]
