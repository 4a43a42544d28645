"""Code values in our own words, and as people write them."""

from django import template

from claimcenter.x12.labels import label

register = template.Library()


@register.filter
def reason_label(code: str) -> str:
    """`45` -> what that reason means; an unknown code says nothing and blocks nothing."""
    return label("adjustment_reason", code) or ""


@register.filter
def code_label(code: str) -> str:
    """`CO-45` -> what its reason means."""
    return reason_label(code.partition("-")[2])


@register.filter
def remark_label(code: str) -> str:
    return label("remark", code) or ""


@register.filter
def diagnosis(code: str) -> str:
    """`F411` -> F41.1, as ICD-10-CM is written; the dot is left out in the file only."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
