"""Addresses of the ERA pages. Ids only: nothing of a person stands in a URL."""

from django.urls import URLPattern, path

from era.views import accounts, decisions, deposits, exports, files, ready, statements, undoing

app_name = "era"

urlpatterns: list[URLPattern] = [
    path("eras/", files.era_list, name="list"),
    path("eras/ready/", ready.load_ready, name="load-ready"),
    path("eras/queue/", decisions.unmatched, name="queue"),
    path("eras/deposits/", deposits.deposit_list, name="deposits"),
    path("eras/deposits/csv/", exports.deposits_csv, name="deposits-csv"),
    path("eras/deposits/add/", deposits.deposit_add, name="deposit-add"),
    path("eras/deposits/import/", statements.statement_import, name="deposit-import"),
    path("eras/deposits/<int:pk>/", deposits.deposit, name="deposit"),
    path("eras/deposits/<int:pk>/match/", deposits.match, name="deposit-match"),
    path("eras/deposits/<int:pk>/unmatch/", deposits.unmatch, name="deposit-unmatch"),
    path("eras/deposits/<int:pk>/settle/", deposits.settle, name="deposit-settle"),
    path("eras/deposits/<int:pk>/unsettle/", deposits.unsettle, name="deposit-unsettle"),
    path("eras/deposits/<int:pk>/remove/", deposits.remove, name="deposit-remove"),
    path("eras/accounts/", accounts.account_list, name="accounts"),
    path("eras/accounts/unnamed/", accounts.unnamed_account, name="account-unnamed"),
    path("eras/accounts/<int:pk>/", accounts.account, name="account"),
    path("eras/accounts/<int:pk>/csv/", exports.account_csv, name="account-csv"),
    path("eras/<int:pk>/", files.era_file, name="file"),
    path("eras/<int:pk>/835/", files.download, name="download"),
    path("eras/<int:pk>/post/", files.post_file, name="post"),
    path("eras/<int:pk>/undo/", files.undo_file, name="undo"),
    path("eras/<int:pk>/cancel/", files.cancel_work, name="cancel"),
    path("eras/payments/<int:pk>/release/", decisions.release, name="release"),
    path("eras/payments/<int:pk>/payee/", decisions.payee, name="payee"),
    path("eras/payments/<int:pk>/payer/", decisions.payer, name="payer"),
    path("eras/claims/<int:pk>/", decisions.match, name="match"),
    path("eras/claims/<int:pk>/assign/", decisions.assign, name="assign"),
    path("eras/claims/<int:pk>/unmatch/", decisions.unmatch, name="unmatch"),
    path("eras/claims/<int:pk>/ignore/", decisions.ignore, name="ignore"),
    path("eras/claims/<int:pk>/replace/", decisions.replace, name="replace"),
    path("eras/claims/<int:pk>/undo/", undoing.undo_one, name="undo-one"),
    path("eras/claims/<int:pk>/use-again/", undoing.use_one_again, name="use-again"),
]
