from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "accounts.accreditation"
    label = "accreditation"
