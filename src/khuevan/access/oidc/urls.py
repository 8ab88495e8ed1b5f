"""Where signing in with an issuer begins, and where the issuer sends people back to."""

from django.urls import path

from khuevan.access.oidc import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
