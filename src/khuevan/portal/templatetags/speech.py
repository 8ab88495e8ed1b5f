"""Words and small parts that every page may use without loading anything."""

from __future__ import annotations

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden key that makes a form count once, however often it is sent. Stands in every posted form."""
    return format_html('<input type="hidden" name="_once" value="{}">', uuid.uuid4())
