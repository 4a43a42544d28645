"""Addresses of the claims pages. Ids only: nothing of a person stands in a URL."""

from django.urls import path

from claims.views import bulk, deeds, detail, eob, eob_pages, filing, listing, money, preview, rules, search, work

app_name = "claims"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("claims/", listing.claim_list, name="list"),
    path("claims/bulk/", bulk.bulk, name="bulk"),
    path("claims/<int:claim_id>/", detail.claim_detail, name="detail"),
    path("claims/<int:claim_id>/file/", filing.file, name="file"),
    path("claims/<int:claim_id>/837p/", preview.preview, name="preview"),
    path("claims/<int:claim_id>/eob/", eob.type_eob, name="eob"),
    path("claims/<int:claim_id>/eob/undo/", deeds.undo_eob, name="eob-undo"),
    path("claims/<int:claim_id>/eob/pages/", eob_pages.keep_page, name="eob-keep-page"),
    path("claims/<int:claim_id>/eob/pages/<int:page_id>/", eob_pages.show_page, name="eob-page"),
    path("claims/<int:claim_id>/eob/pages/<int:page_id>/drop/", eob_pages.drop_page, name="eob-drop-page"),
    path("claims/<int:claim_id>/complete/", deeds.complete, name="complete"),
    path("claims/<int:claim_id>/correct/", deeds.correct, name="correct"),
    path("claims/<int:claim_id>/void/", deeds.void, name="void"),
    path("claims/<int:claim_id>/write-off/", money.write_off_claim, name="write-off"),
    path("claims/<int:claim_id>/release/", money.release, name="release"),
    path("claims/<int:claim_id>/write-off/<int:deed_id>/back/", money.write_off_back, name="write-off-back"),
    path("claims/<int:claim_id>/release/<int:deed_id>/back/", money.release_back, name="release-back"),
    path("worklist/", work.task_list, name="tasks"),
    path("worklist/<int:task_id>/close/", work.task_close, name="task-close"),
    path("settings/claims-center/posting-rules/", rules.rule_list, name="rules"),
    path("settings/claims-center/posting-rules/add/", rules.rule_add, name="rule-add"),
    path("settings/claims-center/posting-rules/<int:rule_id>/", rules.rule_edit, name="rule-edit"),
    path("settings/claims-center/posting-rules/<int:rule_id>/remove/", rules.rule_remove, name="rule-remove"),
    path("claims/<int:claim_id>/why/", deeds.why, name="why"),
    path("claims/<int:claim_id>/submissions/<int:submission_id>/", detail.submission_download, name="submission"),
]
