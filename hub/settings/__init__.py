"""Django's settings, from the environment alone; one module per concern."""

from hub.settings.api import *
from hub.settings.applications import *
from hub.settings.database import *
from hub.settings.logs import *
from hub.settings.security import *
from hub.settings.signin import *
from hub.settings.web import *
from hub.settings.work import *
