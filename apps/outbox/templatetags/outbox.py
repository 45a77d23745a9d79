from django import template

from apps.outbox.monitoring import watch

register = template.Library()
register.simple_tag(watch.codes_are_slow, name="codes_are_slow")
