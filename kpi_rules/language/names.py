"""Names and fields that there are not: what was most likely meant."""

from __future__ import annotations

from kpi_rules.language import messages, tree
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.scope import Ground, Scope
from kpi_rules.language.syntax_messages import Said
from kpi_rules.language.types import ListOf, Record


class Names(Ground, frozen=False):
    """Tells of names that stand for nothing."""

    def through(self, node: tree.FieldOf) -> str | None:
        """`kpi.owner.title`: the record that an id is of is asked for in its list."""
        name = node.base.field.name if isinstance(node.base, tree.FieldOf) else ""
        list_ = {"owner": "roles", "objective": "objectives", "metric": "metrics", "parent": "kpis"}.get(name)
        return f"plan.{list_}[{self.words(node.base)}].{node.field.name}" if list_ else None

    def unknown_name(self, node: tree.Name, scope: Scope) -> None:
        """Nothing has that name: the likeliest reason first."""
        if self.whole_run and node.name in ("plan", "previous"):
            self.problem(messages.no_plan_here(), node.span)
        elif node.name in BUILTINS or node.name in self.defines:
            define = self.defines.get(node.name)
            self.problem(messages.function_as_name(node.name, define is not None and not define.parameters), node.span)
        else:
            from kpi_rules.language.habits import meant
            from kpi_rules.language.habits.calls import NAMES

            said = messages.unknown_name(node.name, scope.names, self.path_for(node.name, scope), self.records.fields)
            answer = meant(NAMES, self.source, node.span)
            if answer is None:
                self.problem(said, node.span)
            else:
                self.problem(said._replace(help=answer[0].help), answer[1])

    def path_for(self, name: str, scope: Scope) -> str | None:
        """The path that is meant by a bare field or setting name."""
        for root, binding in reversed(list(scope.names.items())):
            inner = binding.type  # not of what may be missing, such as `previous`
            if isinstance(inner, Record) and name in self.records.fields.get(inner.name, {}):
                return f"{root}.{name}"
        return None

    def of_each(self, name: str, field: str, scope: Scope) -> Said | None:
        """`kpis.owner` where a loop goes through the KPIs: that of each is meant, and hardly those of all."""
        of_plan = self.records.fields.get("plan", {}).get(name)
        if name in scope.names or of_plan is None or not isinstance(of_plan.type, ListOf):
            return None
        each = [one for one, binding in scope.names.items() if binding.type == of_plan.type.element]
        return messages.of_each_or_of_all(name, f"{each[-1]}.{field}", f"plan.{name}.{field}") if each else None

    def unknown_field(self, node: tree.FieldOf, record: Record, of_list: bool) -> None:
        """A field that the schema does not have."""
        name, fields = node.field, self.records.fields[record.name]
        if record.name == "settings":
            self.problem(messages.unknown_setting(name.name, fields), name.span)
            return
        if record.name.startswith("row of "):
            self.problem(messages.unknown_column(self.words(node.base), name.name, fields, of_list), name.span)
            return
        elsewhere = [
            f"`{other}`" for other, known_ in self.records.fields.items() if name.name in known_ and other != "settings"
        ]
        function = (
            {"length": "count", "size": "count", "len": "count"}.get(name.name, name.name) if of_list else name.name
        )
        call = f"{function}({self.words(node.base)})" if function in BUILTINS else None
        self.problem(
            messages.unknown_field(name.name, record.name, fields, elsewhere, call), node.span if call else name.span
        )
