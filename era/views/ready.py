"""Practice mode: load one of the ready files, as if it had been chosen from one's own disk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claimcenter.practice.permissions import Action, requires
from claimcenter.web.htmx import redirect
from era.practice_files import practice_file
from era.services.loading import load_era
from era.views.files import say_loaded
from era.views.shared import user_of


@requires(Action.ERA_LOAD)
@require_POST
def load_ready(request: HttpRequest) -> HttpResponse:
    name = request.POST.get("name", "")
    data = practice_file(name)
    if data is None:
        messages.warning(request, "There is no ready file of this name.")
        return redirect(request, reverse("era:list"))
    loaded = load_era(name=name, chunks=[data], by=user_of(request), now=timezone.now())
    say_loaded(request, loaded)
    return redirect(request, reverse("era:file", args=[loaded.era_file.pk]))
