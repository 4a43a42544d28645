app_name = "era"
urlpatterns: list = []
