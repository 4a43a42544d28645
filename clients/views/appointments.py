"""Appointments of a client: list, booking with line rows (no JavaScript needed), signing the note, cancelling."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.problems import Refusal
from claimcenter.practice.selectors import default_organization, never_claim_codes, service_codes
from claimcenter.web.paging import paginate
from clients import selectors
from clients.booking import MAX_LINES, LineDetails
from clients.forms import AppointmentForm, LineFormSet
from clients.models import Appointment, Client
from clients.services import appointments
from clients.views.chart import chart_context, panels
from clients.views.shared import actor_of, status_of, tried, user_of


@requires(Action.APPOINTMENT_VIEW)
@require_safe
def appointment_list(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    found = selectors.with_lines(Appointment.objects.filter(client=client).select_related("provider"))
    context = {
        **chart_context(request, client, "appointments"),
        "page": paginate(found, order=["-date_of_service"], parameters=request.GET),
        "may_edit": may(request, Action.APPOINTMENT_EDIT),
    }
    return render(request, "clients/appointments.html", context)


@requires(Action.APPOINTMENT_VIEW)
@require_safe
def appointment_detail(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    appointment = _full(client, pk)
    lines = appointment.lines  # type: ignore[attr-defined]
    never = never_claim_codes()
    context = {
        **chart_context(request, client, "appointments"),
        "appointment": appointment,
        "total": sum(line.charge for line in lines),
        "makes_no_claim": bool(lines) and all(line.procedure in never for line in lines),
        "may_edit": may(request, Action.APPOINTMENT_EDIT) and appointment.cancelled_at is None,
        "panels": panels(request, "appointment", appointment),
    }
    return render(request, "clients/appointment.html", context)


@requires(Action.APPOINTMENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_add(request: HttpRequest, client_id: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    initial = {
        "provider": selectors.default_provider(actor_of(request)),
        "organization": default_organization(),
        "date_of_service": timezone.localdate(),
    }
    return _page(request, client, None, initial, [])


@requires(Action.APPOINTMENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_edit(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    appointment = _full(client, pk)
    details = appointments.details_of(appointment)
    initial = {
        **vars(details),
        "diagnoses": ", ".join(details.diagnoses),
        "additional_clients": list(details.additional_clients),
        "version": appointment.version,
    }
    return _page(request, client, appointment, initial, [_line_initial(line) for line in details.lines])


def _line_initial(line: LineDetails) -> dict[str, Any]:
    return {
        **vars(line),
        "modifiers": " ".join(line.modifiers),
        "diagnosis_pointers": " ".join(str(one) for one in line.diagnosis_pointers),
    }


def _page(
    request: HttpRequest,
    client: Client,
    appointment: Appointment | None,
    initial: dict[str, Any],
    line_initial: list[dict[str, Any]],
) -> HttpResponse:
    data = _more_rows(request) if request.method == "POST" else None
    partners = selectors.partners_of(client)
    form = AppointmentForm(data, initial=initial, partners=partners)
    lines = LineFormSet(data, initial=line_initial, prefix="lines")
    adding = "add_line" in request.POST
    if data is not None and not adding and form.is_valid() and lines.is_valid():
        saved = _saved(request, client, appointment, form, lines)
        if saved is not None:
            messages.success(request, _("The appointment is saved."))
            return redirect("clients:appointment", client.pk, saved.pk)
    form.take_version()
    context = {
        **chart_context(request, client, "appointments"),
        "appointment": appointment,
        "form": form,
        "lines": lines,
        "codes": service_codes().filter(is_active=True),
        "has_partners": bool(partners),
    }
    return render(request, "clients/appointment_form.html", context, status=200 if adding else status_of(form))


def _more_rows(request: HttpRequest) -> Any:
    """The typed data; with "add a line" pressed, one row more of it."""
    data = request.POST.copy()
    total = data.get("lines-TOTAL_FORMS", "")
    if "add_line" in data and total.isdecimal() and int(total) < MAX_LINES:
        data["lines-TOTAL_FORMS"] = str(int(total) + 1)
        data[f"lines-{total}-units"] = data[f"lines-{total}-diagnosis_pointers"] = "1"
    return data


def _saved(
    request: HttpRequest, client: Client, appointment: Appointment | None, form: AppointmentForm, lines: Any
) -> Appointment | None:
    kept = [one for one in lines.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")]
    typed = [(one, one.details()) for one in kept if one.details() is not None]
    details = form.details(tuple(line for _form, line in typed))
    now, by = timezone.now(), user_of(request)

    def verb() -> Appointment:
        if appointment is None:
            signed = bool(request.POST.get("sign"))
            return appointments.book_appointment(client=client, details=details, by=by, now=now, note_signed=signed)
        return appointments.update_appointment(
            appointment=appointment, details=details, by=by, now=now, version=form.cleaned_data["version"]
        )

    return tried(form, lambda: _at_their_rows(verb, [one for one, _line in typed]))


def _at_their_rows(verb: Any, rows: list[Any]) -> Appointment:
    """Puts problems of lines (`lines.0.charge`) at their rows; whatever else goes on to the form."""
    try:
        saved: Appointment = verb()
    except ValidationError as error:
        raise _split(error, rows) from error
    return saved


def _split(error: ValidationError, rows: list[Any]) -> ValidationError:
    rest: dict[str, Any] = {}
    for name, errors in error.error_dict.items():
        _head, _dot, tail = name.partition(".")
        ordinal, _dot, field = tail.partition(".")
        if ordinal.isdecimal() and int(ordinal) < len(rows) and field in rows[int(ordinal)].fields:
            rows[int(ordinal)].add_error(field, errors)
            rest.setdefault("__all__", []).append(ValidationError(_("Please look at the marked lines."), code="lines"))
        else:
            rest.setdefault(name, []).extend(errors)
    if len(rest.get("__all__", [])) > 1:
        rest["__all__"] = rest["__all__"][:1]
    return ValidationError(rest)


@requires(Action.APPOINTMENT_EDIT)
@require_POST
def appointment_sign(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    try:
        appointments.sign_note(appointment=_full(client, pk), by=user_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The note is signed."))
    return redirect("clients:appointment", client.pk, pk)


@requires(Action.APPOINTMENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_cancel(request: HttpRequest, client_id: int, pk: int) -> HttpResponse:
    client = selectors.client_for(actor_of(request), client_id)
    appointment = _full(client, pk)
    refusal = None
    if request.method == "POST":
        try:
            appointments.cancel_appointment(appointment=appointment, by=user_of(request), now=timezone.now())
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("The appointment is cancelled."))
            return redirect("clients:appointment", client.pk, pk)
    context = {**chart_context(request, client, "appointments"), "appointment": appointment, "refusal": refusal}
    return render(request, "clients/appointment_cancel.html", context, status=409 if refusal else 200)


def _full(client: Client, pk: int) -> Appointment:
    found = selectors.with_lines(Appointment.objects.filter(client=client, pk=pk)).select_related(
        "client", "provider", "organization", "facility", "note_signed_by"
    )
    appointment = found.first()
    if appointment is None:
        raise Http404
    return appointment
