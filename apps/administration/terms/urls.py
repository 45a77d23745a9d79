from django.urls import path

from apps.administration.terms import views

urlpatterns = [
    path("program/terms/", views.terms, name="terms"),
    path("program/terms/new/", views.new_term, name="new_term"),
    path("program/terms/<int:pk>/", views.term, name="term"),
]
