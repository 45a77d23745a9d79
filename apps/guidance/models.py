"""Content of the program that it may edit: for now, the reflection questions."""

from django.db import models

from apps.core.models import NameField


class ReflectionQuestion(models.Model):
    """A question asked after an interview. Retired instead of deleted once it has answers."""

    owned_by = "campus"

    text = NameField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
