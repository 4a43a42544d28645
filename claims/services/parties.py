"""Who stands on an 837P: our records as the plain data of `claimcenter.x12.claim837`."""

from claimcenter.practice.models import Facility, Organization, PracticeSettings, Provider
from claimcenter.x12 import claim837 as x12
from clients.models import Client
from insurance.enums import Position, Relationship
from insurance.models import InsurancePlan, Payer


def billing_provider(organization: Organization) -> x12.BillingProvider:
    """2000A/2010AA, and 2010AB where payment goes to another address."""
    return x12.BillingProvider(
        name=x12.Name(last=organization.name, entity_type="2"),
        npi=organization.npi,
        tax_id=organization.tax_id,
        tax_id_qualifier=organization.tax_id_kind,
        taxonomy=organization.taxonomy,
        address=_address(organization),
        pay_to=_pay_to(organization),
    )


def rendering_provider(provider: Provider) -> x12.Provider:
    """2310B / 2420A."""
    return x12.Provider(
        name=x12.Name(last=provider.last_name, first=provider.first_name), npi=provider.npi, taxonomy=provider.taxonomy
    )


def supervising_provider(provider: Provider | None) -> x12.Provider | None:
    """2310D: a name and an NPI, no taxonomy (the loop has no PRV)."""
    if provider is None:
        return None
    return x12.Provider(name=x12.Name(last=provider.last_name, first=provider.first_name), npi=provider.npi)


def service_facility(facility: Facility | None) -> x12.Provider | None:
    """2310C: only where the service was not given at the billing provider's address."""
    if facility is None:
        return None
    return x12.Provider(
        name=x12.Name(last=facility.name, entity_type="2"), npi=facility.npi, address=_address(facility)
    )


def subscriber(plan: InsurancePlan, client: Client) -> x12.Subscriber:
    """2000B and 2010BA. Address, birth date and sex stand here only when the patient is the subscriber."""
    is_patient = plan.relationship == Relationship.SELF
    return x12.Subscriber(
        position=Position(plan.position).letter,
        relationship=Relationship.SELF.x12_code if is_patient else "",
        filing_indicator=plan.payer.filing_indicator,
        insurance_type=plan.medicare_secondary_reason if plan.position > Position.PRIMARY else "",
        name=_client_name(client) if is_patient else _subscriber_name(plan),
        member_id=plan.member_id,
        group_number=plan.group_number,
        # SBR04 is the group's name only where no number is sent (005010X222A1 2000B SBR04).
        group_name="" if plan.group_number else plan.group_name,
        birth_date=client.date_of_birth if is_patient else None,
        sex=client.sex if is_patient else "",
        address=_client_address(client) if is_patient else None,
    )


def patient(plan: InsurancePlan, client: Client) -> x12.Patient | None:
    """2000C and 2010CA: appears only when the patient is not the subscriber."""
    if plan.relationship == Relationship.SELF:
        return None
    return x12.Patient(
        relationship=Relationship(plan.relationship).x12_code,
        name=_client_name(client),
        birth_date=client.date_of_birth,
        sex=client.sex,
        address=_client_address(client),
    )


def destination_payer(payer: Payer) -> x12.DestinationPayer:
    """2010BB."""
    return x12.DestinationPayer(name=payer.name, payer_id=payer.payer_id)


def other_payer(plan: InsurancePlan, client: Client) -> x12.OtherPayer:
    """2320/2330A/2330B of another plan, bare: no money in it, so that payers can cross over."""
    is_patient = plan.relationship == Relationship.SELF
    return x12.OtherPayer(
        position=Position(plan.position).letter,
        relationship=Relationship(plan.relationship).x12_code,
        filing_indicator=plan.payer.filing_indicator,
        insurance_type=plan.medicare_secondary_reason if plan.position > Position.PRIMARY else "",
        group_number=plan.group_number,
        group_name="" if plan.group_number else plan.group_name,
        insured=x12.OtherInsured(
            name=_client_name(client) if is_patient else _subscriber_name(plan), member_id=plan.member_id
        ),
        payer_name=plan.payer.name,
        payer_id=plan.payer.payer_id,
    )


def submitter(settings: PracticeSettings) -> x12.Submitter:
    """1000A."""
    return x12.Submitter(
        name=x12.Name(last=settings.submitter_name, entity_type="2"),
        identifier=settings.submitter_id,
        contacts=(x12.Contact(name=settings.contact_name, phone=settings.contact_phone),),
    )


def receiver(settings: PracticeSettings) -> x12.Receiver:
    """1000B."""
    return x12.Receiver(name=settings.receiver_name, identifier=settings.receiver_id)


def _client_name(client: Client) -> x12.Name:
    return x12.Name(last=client.last_name, first=client.first_name, middle=client.middle_name, suffix=client.suffix)


def _subscriber_name(plan: InsurancePlan) -> x12.Name:
    return x12.Name(
        last=plan.subscriber_last_name, first=plan.subscriber_first_name, middle=plan.subscriber_middle_name
    )


def _address(place: Organization | Facility) -> x12.Address:
    return x12.Address(line1=place.line1, line2=place.line2, city=place.city, state=place.state, postal_code=place.zip)


def _client_address(client: Client) -> x12.Address | None:
    if not client.line1:
        return None
    return x12.Address(
        line1=client.line1, line2=client.line2, city=client.city, state=client.state, postal_code=client.zip
    )


def _pay_to(organization: Organization) -> x12.Address | None:
    if not organization.pay_to_line1:
        return None
    return x12.Address(
        line1=organization.pay_to_line1,
        line2=organization.pay_to_line2,
        city=organization.pay_to_city,
        state=organization.pay_to_state,
        postal_code=organization.pay_to_zip,
    )
