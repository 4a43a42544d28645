"""Model fields of the floor."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from claimcenter.practice.crypto import decrypt, encrypt

_CONTEXT = b"text"


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg] # not subscriptable at run time
    """Text that is only ever ciphertext in the database. It cannot be searched: keep a `blind_index` beside it."""

    description = "Encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: bytes | memoryview | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(bytes(value), context=_CONTEXT).decode("utf-8")

    def get_db_prep_value(  # the signature is Django's
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        if isinstance(value, str):
            value = encrypt(value.encode("utf-8"), context=_CONTEXT)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def get_default(self) -> Any:
        default = super().get_default()
        return "" if default == b"" else default

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return forms.CharField(required=not self.blank, label=kwargs.get("label", self.verbose_name.capitalize()))
