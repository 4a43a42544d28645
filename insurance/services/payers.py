"""Verbs on payers."""

from dataclasses import asdict, dataclass, fields

from django.db import IntegrityError, transaction

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import current_practice_id
from clients import cleaning
from clients.validation import Problems, check_model
from clients.versions import check_version
from insurance.enums import FilingIndicator
from insurance.models import Payer
from insurance.signals import payer_changed


class PayerKnown(Refusal):
    """The payer id belongs to another payer of this practice."""

    code = "payer_id_known"


@dataclass(frozen=True, kw_only=True)
class PayerDetails:
    """Everything about a payer that people type; days are calendar days."""

    name: str
    payer_id: str
    filing_indicator: str = FilingIndicator.COMMERCIAL
    aliases: tuple[str, ...] = ()
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    is_offline: bool = False
    auto_coordinates: bool = False
    sends_patient_paid: bool = True
    always_bill_secondary: bool = False
    expects_telehealth_modifier: str = ""
    timely_filing_days: int | None = None
    secondary_filing_days: int = 60
    crossover_wait_days: int = 30
    is_active: bool = True


CLEANERS = {
    "payer_id": lambda text: cleaning.tidy(text).upper(),
    "zip": cleaning.zip_digits,
    "state": cleaning.state_code,
    "expects_telehealth_modifier": cleaning.code,
}


def details_of(payer: Payer) -> PayerDetails:
    values = {one.name: getattr(payer, one.name) for one in fields(PayerDetails)}
    return PayerDetails(**{**values, "aliases": tuple(payer.aliases)})


def add_payer(*, details: PayerDetails, by: User | None) -> Payer:
    """Adds a payer. Raises ValidationError by field, PayerKnown where the payer id is taken."""
    return _save(Payer(), details, by)


@transaction.atomic
def update_payer(*, payer: Payer, details: PayerDetails, by: User | None, version: int | None = None) -> Payer:
    """Changes a payer and its rules; raises ChangedMeanwhile on a stale `version`."""
    payer = Payer.objects.select_for_update(no_key=True).get(pk=payer.pk)
    check_version(payer, version)
    payer.version += 1
    return _save(payer, details, by)


def _save(payer: Payer, details: PayerDetails, by: User | None) -> Payer:
    _fill(payer, details)
    try:
        with transaction.atomic():
            payer.save()
            payer_changed.send(
                sender=Payer, practice_id=current_practice_id(), payer_id=payer.pk, by=by.pk if by is not None else None
            )
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name != "payer_id_once":
            raise
        raise _known(payer) from error
    return payer


def _fill(payer: Payer, details: PayerDetails) -> None:
    for name, value in asdict(details).items():
        clean = CLEANERS.get(name, cleaning.tidy)
        setattr(payer, name, clean(value) if isinstance(value, str) else value)
    payer.aliases = sorted({cleaning.tidy(one).upper() for one in details.aliases if one.strip()})
    problems = Problems()
    check_model(payer, problems)
    problems.raise_if_any()


def _known(payer: Payer) -> PayerKnown:
    other = Payer.objects.filter(payer_id=payer.payer_id).exclude(pk=payer.pk).first()
    name = other.name if other else "another payer"
    message = f"The payer id {payer.payer_id} belongs to {name} already. Please use that payer, or check the id."
    return PayerKnown(message, errors=[{"field": "payer_id", "message": message, "code": "payer_id_known"}])
