"""The addresses of territories, of where one lives and of who attests it."""

urlpatterns = []
