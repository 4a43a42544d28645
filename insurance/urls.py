"""Addresses of plans and payers. Ids only: nothing of a person stands in a URL."""

from django.urls import URLPattern, path

from insurance.views import cards, payers, plans

app_name = "insurance"

PLANS = "clients/<int:client_id>/plans"
PAYERS = "settings/claims-center/payers"

urlpatterns: list[URLPattern] = [
    path(f"{PLANS}/add/", plans.plan_add, name="plan-add"),
    path(f"{PLANS}/<int:pk>/", plans.plan_edit, name="plan-edit"),
    path(f"{PLANS}/<int:pk>/end/", plans.plan_end, name="plan-end"),
    path(f"{PLANS}/<int:pk>/deactivate/", plans.plan_deactivate, name="plan-deactivate"),
    path(f"{PLANS}/<int:pk>/reactivate/", plans.plan_reactivate, name="plan-reactivate"),
    path(f"{PLANS}/<int:pk>/delete/", plans.plan_delete, name="plan-delete"),
    path(f"{PLANS}/<int:pk>/swap/", plans.plan_swap, name="plan-swap"),
    path(f"{PLANS}/<int:pk>/card/<slug:side>/", cards.card_image, name="card"),
    path(f"{PLANS}/<int:pk>/card/use/<int:document_id>/", cards.card_accept, name="card-accept"),
    path(f"{PAYERS}/", payers.payer_list, name="payers"),
    path(f"{PAYERS}/add/", payers.payer_add, name="payer-add"),
    path(f"{PAYERS}/<int:pk>/", payers.payer_edit, name="payer-edit"),
    path(f"{PAYERS}/search/", payers.payer_search, name="payer-search"),
]
