"""Code values in our own words."""

from django import template

from claimcenter.x12.labels import label

register = template.Library()


@register.filter
def reason_label(code: str) -> str:
    """`45` -> what that reason means; an unknown code says nothing and blocks nothing."""
    return label("adjustment_reason", code) or ""


@register.filter
def remark_label(code: str) -> str:
    return label("remark", code) or ""
