"""Practices and people: the three tables that must be readable before a practice is chosen, hence global."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from claimcenter.practice.roles import Role
from claimcenter.practice.validators import plain_text


class Practice(models.Model):
    """A tenant."""

    name = models.CharField(max_length=120, validators=[plain_text])
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users; the address is kept in lower case so that a person has one account however it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator account. What it may do still comes from its memberships."""
        return self.create_user(email, password, is_staff=True, **fields)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser):
    """A person with one account, whatever number of practices they work in. Signs in by e-mail."""

    email = models.EmailField(max_length=254, unique=True, validators=[plain_text])
    name = models.CharField(max_length=120, validators=[plain_text])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the operator's admin", default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            # With the unique column this makes addresses unique however they are typed.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="practice_user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = UserManager.normalize_email(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's model permissions are not used: the admin asks the membership (`admin_site`), all else `may`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Membership(models.Model):
    """What a person is in a practice. The role decides everything; see `permissions.GRANTS`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "practice"], name="practice_membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="practice_membership_role"),
        ]

    def __str__(self) -> str:
        return f"Membership #{self.pk}"
