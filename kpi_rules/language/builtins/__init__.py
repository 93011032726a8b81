"""The functions of the language, by name."""

from kpi_rules.language.builtins.calendar import CALENDAR
from kpi_rules.language.builtins.closure import CLOSURE
from kpi_rules.language.builtins.declaration import Builtin, Example
from kpi_rules.language.builtins.lists import LISTS
from kpi_rules.language.builtins.numbers import NUMBERS
from kpi_rules.language.builtins.order import ORDER
from kpi_rules.language.builtins.texts import TEXTS
from kpi_rules.language.builtins.units import UNITS

BUILTINS: dict[str, Builtin] = {
    function.name: function for function in (*LISTS, *ORDER, *CLOSURE, *TEXTS, *NUMBERS, *UNITS, *CALENDAR)
}

__all__ = ["BUILTINS", "Builtin", "Example"]
