"""Routes of the floor, of sign-in and of the REST directory."""

from typing import Any

from claimcenter.practice.models import Draft, Membership
from tests.factories.practice import (
    FacilityFactory,
    MembershipFactory,
    OrganizationFactory,
    ProviderFactory,
    ServiceCodeFactory,
)
from tests.permission_matrix import OPEN, PUBLIC, SIGNED_IN, Row


def pk(factory: Any) -> Any:
    return lambda cast: {"pk": factory().pk}


def member(cast: Any) -> dict[str, Any]:
    found = Membership.objects.get(user=cast.administrator)
    return {"pk": MembershipFactory(practice=found.practice).pk}


def no_draft(cast: Any) -> dict[str, Any]:
    return {"pk": Draft.objects.create(user=cast.biller, path="/", body="a=1").pk}


READ, EDIT = "BAU", "A"
DIRECTORY = [("provider", ProviderFactory), ("organization", OrganizationFactory), ("facility", FacilityFactory)]
PLURAL = {"provider": "providers", "organization": "organizations", "facility": "facilities"}

PAGES = [
    Row("practice:livez", {"GET": PUBLIC}),
    Row("practice:readyz", {"GET": PUBLIC}),
    Row("practice:home", {"GET": SIGNED_IN}),
    Row("practice:status", {"GET": "AUO"}),
    Row("practice:choose", {"GET": SIGNED_IN}),
    Row("practice:switch", {"POST": SIGNED_IN}, lambda cast: {"practice_id": 999_999}, is_record=False),
    # A draft is its writer's own; for all others it does not exist.
    Row("practice:resume", {"GET": "B", "POST": "B"}, no_draft),
    Row("practice:settings", {"GET": READ}),
    Row("practice:insurance", {"GET": READ, "POST": EDIT}),
    Row("practice:edi", {"GET": READ, "POST": EDIT}),
    Row("practice:codes", {"GET": READ}),
    Row("practice:code-add", {"GET": EDIT, "POST": EDIT}),
    Row("practice:code-edit", {"GET": EDIT, "POST": EDIT}, pk(ServiceCodeFactory)),
    Row("practice:staff", {"GET": EDIT}),
    Row("practice:staff-add", {"GET": EDIT, "POST": EDIT}),
    Row("practice:staff-role", {"GET": EDIT, "POST": EDIT}, member),
    Row("practice:staff-activate", {"POST": EDIT}, member),
    Row("practice:staff-deactivate", {"POST": EDIT}, member),
    Row("practice:audit", {"GET": "AU"}),
    Row("practice:audit-csv", {"GET": "AU"}),
]
for name, factory in DIRECTORY:
    PAGES += [
        Row(f"practice:{PLURAL[name]}", {"GET": READ}),
        Row(f"practice:{name}-add", {"GET": EDIT, "POST": EDIT}),
        Row(f"practice:{name}-edit", {"GET": EDIT, "POST": EDIT}, pk(factory)),
    ]

API = [Row("api-schema", {"GET": OPEN})]
for name, factory in [*DIRECTORY, ("service-code", ServiceCodeFactory)]:
    API += [
        Row(f"{name}-list", {"GET": "CBA", "POST": EDIT}),
        Row(f"{name}-detail", {"GET": "CBA", "PUT": EDIT, "PATCH": EDIT}, pk(factory)),
    ]

# Not offered: there is no sign-up, and nobody changes the address they sign in with.
CLOSED = [
    Row(f"accounts/{path}", {"GET": OPEN, "POST": OPEN})
    for path in ("signup/", "signup/passkey/", "email/", "confirm-email/")
]
CLOSED.append(Row("accounts/confirm-email/<str:key>/", {"GET": OPEN}))

SIGN_IN = [
    Row(name, {"GET": OPEN, "POST": OPEN})
    for name in (
        "account_change_password",
        "account_confirm_login_code",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    )
]
SIGN_IN += [
    Row("account_confirm_email", {"GET": OPEN}, lambda cast: {"key": "x"}, is_record=False),
    Row("account_reset_password_from_key", {"GET": OPEN}, lambda cast: {"uidb36": "1", "key": "x-x"}, is_record=False),
    Row("mfa_edit_webauthn", {"GET": OPEN}, lambda cast: {"pk": 1}, is_record=False),
    Row("mfa_remove_webauthn", {"GET": OPEN}, lambda cast: {"pk": 1}, is_record=False),
]

ROWS = PAGES + API + CLOSED + SIGN_IN
