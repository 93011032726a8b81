"""Inputs made to take time and memory, as a stranger might: each a folder of plans, and now and then of packs and waivers.

Comes in: a name of `KINDS` and about how many bytes. Goes out: the files' texts by name. The same every time. `floods.py` measures them, and
`tests/properties/test_floods.py` counts what becomes of small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

Files = dict[str, str]

PLAN = "plan.kpi.yaml"
HEAD = "title: A flood\nstatus: active\n"
PACK = "flood/pack.yaml"
RULES = "flood/flood.rules"
PROJECT = "kpi-rules.yaml"


def many(each: Callable[[int], str], size: int) -> str:
    """So many numbered pieces that they hold about `size` bytes."""
    return "".join(pieces(each, size))


def pieces(each: Callable[[int], str], size: int) -> Iterator[str]:
    """Numbered pieces of about `size` bytes in all."""
    made = number = 0
    while made < size:
        piece = each(number)
        made += len(piece.encode())
        number += 1
        yield piece


def plan(text: str) -> Files:
    """One plan, checked against core."""
    return {PLAN: HEAD + text}


def with_rules(rules: str, files: Files) -> Files:
    """Files checked against a small pack of the stranger's own."""
    return {
        PACK: "name: flood\nversion: 1.0.0\ntitle: A flood\n",
        RULES: rules,
        PROJECT: "extends: [./flood]\n",
        **files,
    }


def _kpi(number: int) -> str:
    return f"- id: kpi-{number}\n"


def wide(size: int) -> Files:
    """KPIs with nothing but an id: each has findings of many rules."""
    return plan("kpis:\n" + many(_kpi, size))


def wide_flow(size: int) -> Files:
    """The same in as few bytes as can be."""
    return plan("kpis: [" + many(lambda number: f"{{id: k{number}}},", size) + "]\n")


def wide_json(size: int) -> Files:
    """The same as JSON."""
    kpis = many(lambda number: f'{{"id":"k{number}"}},', size)
    return {"plan.kpi.json": '{"title":"A flood","status":"active","kpis":[' + kpis + '{"id":"last"}]}'}


def wide_toml(size: int) -> Files:
    """The same as TOML."""
    kpis = many(lambda number: f'[[kpis]]\nid = "k{number}"\n', size)
    return {"plan.kpi.toml": 'title = "A flood"\nstatus = "active"\n' + kpis}


def good(size: int) -> Files:
    """KPIs that have what KPIs need."""
    each = (
        "- {{id: kpi-{0}, name: Number {0}, objective: grow, owner: lead, unit: leads, direction: increase, "
        'baseline: 3 leads, target: ">= {0} leads by 2030-12-31", definition: How many there were, '
        "review_interval: quarterly, data_source: CRM, rationale: Because}}\n"
    )
    lists = "roles: [{id: lead, title: Lead, scope: All}]\nobjectives: [{id: grow, title: Grow}]\nmission: To grow\n"
    return plan(lists + "kpis:\n" + many(each.format, size))


def misfits(size: int) -> Files:
    """KPIs in which nothing is of its type, and no key is known."""
    return plan("kpis:\n" + many(lambda number: f"- {{id: [1], naem: {{}}, owner: 3, y{number}: 1}}\n", size))


def repeated_ids(size: int) -> Files:
    """One id for all, so that each finding is like all others."""
    return plan("kpis:\n" + many(lambda number: "- id: a\n", size))


def alike(size: int) -> Files:
    """Names that can hardly be told apart."""
    return plan("kpis:\n" + many(lambda number: f"- {{id: k{number}, name: Sales leads}}\n", size))


def nearly_alike(size: int) -> Files:
    """Long names and ids that differ in their last signs, of what is not there."""
    word = "a-rather-long-word-that-is-nearly-the-same-everywhere-" * 3
    roles = "roles:\n" + many(lambda number: f"- {{id: {word}{number}, title: T, scope: S}}\n", size // 2)
    return plan(
        roles + "kpis:\n" + many(lambda number: f"- {{id: k{number}, owner: {word}{number}x}}\n", size - len(roles))
    )


def misspelt(size: int) -> Files:
    """Roles, objectives and metrics, and as many KPIs that misspell all three."""
    lists = "".join(
        f"{name}:\n" + many(f"- {{{{id: {one}-{{0}}-of-all, {word}: T{{0}}}}}}\n".format, size // 6)
        for name, one, word in (
            ("roles", "role", "title"),
            ("objectives", "objective", "title"),
            ("metrics", "metric", "name"),
        )
    )
    each = "- {{id: k{0}, owner: rloe-{0}-of-all, objective: ojbective-{0}-of-all, metric: mertic-{0}-of-all}}\n"
    return plan(lists + "kpis:\n" + many(each.format, size // 2))


def members(size: int) -> Files:
    """Members who have acknowledged nothing: each KPI lists them all."""
    team = many(lambda number: f"m{number}, ", size // 2)
    return plan(f"roles: [{{id: r, title: R, members: [{team}]}}]\nkpis:\n" + many(_kpi, size // 2))


def contributors(size: int) -> Files:
    """Every role contributes to every KPI, and none says how."""
    roles = many(lambda number: f"- {{id: r{number}, title: R}}\n", size // 4)
    names = many(lambda number: f"r{number}, ", size // 4)
    return plan(
        f"roles:\n{roles}kpis:\n- {{id: first, contributors: [{names}]}}\n"
        + many(lambda number: f"- {{id: k{number}, contributors: [r{number}, r1, r2, r3]}}\n", size // 2)
    )


def contributors_by_role(size: int) -> Files:
    """Every KPI names few roles, and many roles have many contributions that are not described."""
    contributions = many(lambda number: f"{{kpi: k{number}}}, ", size // 4)
    roles = f"- {{id: r, title: R, contributions: [{contributions}]}}\n" + many(
        lambda number: f"- {{id: r, title: R{number}, contributions: [{{kpi: k{number}}}]}}\n", size // 4
    )
    return plan(f"roles:\n{roles}kpis:\n" + many(lambda number: f"- {{id: k{number}, owner: r}}\n", size // 2))


def retired(size: int) -> Files:
    """No KPI is active: the one finding lists them all."""
    return plan("kpis:\n" + many(lambda number: f"- {{id: k{number}, status: retired}}\n", size))


def conflicts(size: int) -> Files:
    """One metric that is to rise and to fall."""
    each = "- {{id: k{0}, metric: m, direction: {1}}}\n"
    ways = ("increase", "decrease")
    return plan("metrics: [{id: m, name: M}]\nkpis:\n" + many(lambda n: each.format(n, ways[n % 2]), size))


def placeholders(size: int) -> Files:
    """Nothing but placeholders."""
    each = "- {{id: k{0}, owner: tbd, definition: tbd, target: tbd, metric: x{0}}}\n"
    return plan("mission: tbd\nkpis:\n" + many(each.format, size))


def inherited(size: int) -> Files:
    """A metric with long lists, which every KPI takes over."""
    values = many(lambda number: f"{{on: 2026-01-01, value: {number}}}, ", size // 2)
    return plan(
        f"metrics: [{{id: m, name: M, history: [{values}]}}]\nkpis:\n"
        + many(lambda number: f"- {{id: k{number}, metric: m}}\n", size // 2)
    )


def aliases(size: int) -> Files:
    """One KPI by its alias, as often as may be."""
    return plan("metrics: [&m {id: m, name: M}]\nkpis:\n- &k {id: k}\n" + "- *k\n" * (size // 5))


def deep(size: int) -> Files:
    """Lists in lists, as deep as may be, again and again."""
    return plan("kpis: [" + many(lambda number: "[" * 60 + "]" * 60 + ",", size) + "]\n")


def empty_lists(size: int) -> Files:
    """As many lists as can be: what takes most memory by its bytes."""
    return plan("kpis: [" + "[]," * (size // 3) + "]\n")


def empty_mappings(size: int) -> Files:
    """As many mappings as can be, where there may be none."""
    return plan("x: [" + "{}," * (size // 3) + "]\n")


def no_plan(size: int) -> Files:
    """A list of numbers."""
    return {PLAN: "[" + "1," * (size // 2) + "]\n"}


def keys(size: int) -> Files:
    """Keys that no plan has."""
    return plan(many(lambda number: f"k{number}: 1\n", size))


def near_keys(size: int) -> Files:
    """Keys that are nearly those of a plan."""
    return plan(
        "kpis:\n" + many(lambda number: f"- {{id: k{number}, naem: a, onwer: b, traget: c, defintion: d}}\n", size)
    )


def long_texts(size: int) -> Files:
    """Names of a hundred thousand signs."""
    each = "- {{id: k{0}, name: {1}}}\n"
    return plan("kpis:\n" + many(lambda number: each.format(number, "long " * 20_000), size))


def wide_signs(size: int) -> Files:
    """One sign beyond the others makes each character of the text four bytes."""
    return plan("mission: 😀\nkpis:\n" + many(_kpi, size))


def quantities(size: int) -> Files:
    """Targets that can be read in no way, or in many."""
    each = "- {{id: k{0}, target: 'about {0} or 1,2.3,4 % of them by Q9 2026', baseline: '1e99999', actual: '٣٤٥ {0}/7'}}\n"
    return plan("kpis:\n" + many(each.format, size))


def natural(size: int) -> Files:
    """Targets and actuals that can be read, each in other words."""
    each = (
        "- {{id: k{0}, target: at least {0} users per week by Q4 2026, baseline: less than {0} visits per user, "
        "actual: $ {0}.5M, due: end of March {1}}}\n"
    )
    return plan("kpis:\n" + many(lambda number: each.format(number, 1901 + number % 200), size))


def cadences(size: int) -> Files:
    """Intervals that are nearly some, or none."""
    each = "- {{id: k{0}, review_interval: every {0}rd moonday, reporting_interval: per incident {0}}}\n"
    return plan("kpis:\n" + many(each.format, size))


def dates(size: int) -> Files:
    """Dates that are none, and in other scripts."""
    each = "- {{id: o{0}, title: O, start: 3{0} Febuary, due: '٣١/{0} من ديسمبر'}}\n"
    return plan("objectives:\n" + many(each.format, size))


def strange_words(size: int) -> Files:
    """Values that are none of those that may be."""
    each = "- {{id: k{0}, direction: upish{0}, status: going{0}, category: '{0}', target: {{operator: over{0}, value: 1}}}}\n"
    return plan("kpis:\n" + many(each.format, size))


def other_words(size: int) -> Files:
    """Fields and values in other people's words, and lists that belong elsewhere."""
    each = (
        "- {{name: Number {0}, Zielwert: {0}, Verantwortlich: [a{0}, b{0}], polarity: up, uom: leads, "
        "RAG: {{gelb: 1, rot: 2}}, hochgut: true}}\n"
    )
    return plan("Kennzahlen:\n" + many(each.format, size))


def hoisted(size: int) -> Files:
    """Objectives that hold their KPIs, each a few."""
    each = "- {{title: O{0}, kpis: [{{name: A{0}}}, {{name: B, status: going}}]}}\n"
    return plan("objectives:\n" + many(each.format, size))


def remarks(size: int) -> Files:
    """A comment that waives on every line."""
    each = "- id: k{0} # kpi-rules: waive kpi-without-owner -- not yet (Amal, until 2030-01-01)\n"
    return plan("kpis:\n" + many(each.format, size))


def waiving_remarks(size: int) -> Files:
    """The same as they are to be written."""
    each = "- id: k{0} # kpi-rules: waive kpi-without-owner until 2026-12-30 -- not yet\n"
    return plan("kpis:\n" + many(each.format, size))


def remarks_elsewhere(size: int) -> Files:
    """Comments that waive, on lines of which nothing is found."""
    each = "- id: k{0}\n  objective: o # kpi-rules: waive kpi-without-target until 2026-12-30 -- not yet\n"
    return plan("objectives: [{id: o, title: O}]\nkpis:\n" + many(each.format, size))


def remarks_in_one(size: int) -> Files:
    """Comments that waive, all in the one record that lacks something."""
    each = "# kpi-rules: waive no-mission until 2026-12-30 -- not yet\nx-{0}: 1\n"
    return {PLAN: "title: A flood\n" + many(each.format, size) + "kpis: [{id: a}]\n"}


def broken_remarks(size: int) -> Files:
    """A comment that means to waive on every line, and says nothing."""
    return plan("kpis:\n" + many(lambda number: f"- id: k{number} # kpi-rules: wave {number}\n", size))


def waivers(size: int) -> Files:
    """Waivers of each finding by itself, and of what there is not."""
    entry = (
        "- rule: core/kpi-without-owner\n  subject: kpi kpi-{0}\n  plan: {1}\n  reason: Not yet\n"
        "  owner: Amal\n  until: 2026-12-30\n"
    )
    each = lambda number: entry.format(number, "A flood" if number % 2 else f"plan {number}")  # noqa: E731
    return plan("kpis:\n" + many(_kpi, size // 4)) | {
        "kpi-rules.waivers.yaml": "waivers:\n" + many(each, size - size // 4),
        PROJECT: "extends: [core]\n",
    }


def comments(size: int) -> Files:
    """Hardly anything but comments."""
    return plan("kpis:\n" + many(lambda number: f"- id: k{number}\n" + "#\n" * 200, size))


def pairs(size: int) -> Files:
    """A rule that looks at every two KPIs, and finds something in each."""
    rules = 'rule pairs "P" for each a in plan.kpis for each b in plan.kpis must a.id == b.id say "{plan.kpis.id}"\n'
    return with_rules(rules, wide_flow(size))


def threes(size: int) -> Files:
    """A rule that looks at every three."""
    rules = (
        'rule threes "P" for each a in plan.kpis for each b in plan.kpis for each c in plan.kpis\n'
        "  must length(a.id) + length(b.id) > length(c.id)\n"
    )
    return with_rules(rules, wide_flow(size))


def told_lists(size: int) -> Files:
    """Every finding lists all KPIs, in its message and its remedy."""
    rules = (
        'rule told "T" for each k in plan.kpis must k.name is present\n'
        '  say "{[o.id for o in plan.kpis where o.id != k.id]}" fix "{plan.kpis.id} {join(plan.kpis.id)}"\n'
    )
    return with_rules(rules, wide_flow(size))


def told_reasons(size: int) -> Files:
    """What decided is looked for among all KPIs for each of them."""
    rules = (
        'rule told "T" for each k in plan.kpis\n'
        "  must every o in plan.kpis satisfies o.id == k.id or length(o.id) > length(k.id)\n"
    )
    return with_rules(rules, wide_flow(size))


def rising_lists(size: int) -> Files:
    """A define that every finding works out anew in its words."""
    rules = (
        "define others(id: text) = [k.id for k in plan.kpis where k.id != id]\n"
        'rule told "T" for each k in plan.kpis must k.name is present say "{others(k.id)} {count(others(k.id))}"\n'
    )
    return with_rules(rules, wide_flow(size))


def texts_compared(size: int) -> Files:
    """Every two long names compared sign by sign."""
    rules = (
        'rule near "N" for each a in plan.kpis\n'
        '  must no b in plan.kpis satisfies a.id != b.id and similarity(a.name otherwise "", b.name otherwise "") > 0.99\n'
    )
    return with_rules(
        rules, plan("kpis:\n" + many(lambda n: f"- {{id: k{n}, name: {'abcde fghij ' * 16}{n}}}\n", size))
    )


def texts_joined(size: int) -> Files:
    """Texts that grow with every use."""
    lets = "".join(f'  let t{n} = "{{t{n - 1}}}{{t{n - 1}}}"\n' for n in range(1, 15))
    rules = f'rule grow "G" for each k in plan.kpis\n  let t0 = "{{k.id}} and more"\n{lets}  must t14 == k.id say "{{t14}}"\n'
    return with_rules(rules, wide_flow(size))


def patterns(size: int) -> Files:
    """A pattern on long texts, for each KPI anew."""
    rules = (
        'rule match "M" for each k in plan.kpis\n  must not ((plan.vision otherwise "") matches /(a+b?)+c{k.id}$/)\n'
    )
    rules = rules.replace("{k.id}", "")
    return with_rules(rules, plan(f"vision: {'a' * min(size // 2, 900_000)}\nkpis:\n" + many(_kpi, size // 2)))


def contained(size: int) -> Files:
    """A long text that is searched for each KPI."""
    rules = (
        'rule find "F" for each k in plan.kpis\n'
        '  must contains(lower(plan.vision otherwise ""), "{k.id}b") or length(upper(plan.vision otherwise "")) < 0\n'
    )
    return with_rules(rules, plan(f"vision: {'a' * min(size // 2, 900_000)}\nkpis:\n" + many(_kpi, size // 2)))


def many_rules(size: int) -> Files:
    """As many rules as findings."""
    rules = many(
        lambda n: f'rule r{n} "R" for each k in plan.kpis must k.name is present say "{{plan.kpis.id}}"\n',
        min(size // 4, 40_000),
    )
    return with_rules(rules, wide_flow(size // 2))


def plans(size: int) -> Files:
    """Many small plans."""
    return {f"p{n}.kpi.yaml": f"title: P{n}\nkpis: [{{id: a}}]\n" for n in range(size // 30)}


def portfolio(size: int) -> Files:
    """Many plans that rules look at together, with one objective that none of them has."""
    each = "title: P{0}\nlevel: team\nobjectives: [{{id: o{0}, title: O, supports: [x{0}]}}]\nkpis: [{{id: a, name: Sales, metric: m{0}}}]\n"
    return {f"p{n}.kpi.yaml": each.format(n) for n in range(size // 120)} | {PROJECT: "extends: [portfolio]\n"}


def portfolio_pairs(size: int) -> Files:
    """A rule over every two plans, and their KPIs."""
    rules = (
        'rule twice "T" for each p in portfolio.plans for each q in portfolio.plans for each k in q.kpis\n'
        '  must p.title == q.title or k.id not in p.kpis.id say "{portfolio.plans.title}: {portfolio.plans.kpis.id}"\n'
    )
    each = "title: P{0}\nkpis: [{{id: a}}, {{id: b}}]\n"
    return with_rules(rules, {f"p{n}.kpi.yaml": each.format(n) for n in range(size // 40)})


KINDS: dict[str, Callable[[int], Files]] = {
    make.__name__: make
    for make in (
        wide, wide_flow, wide_json, wide_toml, good, misfits, repeated_ids, alike, nearly_alike, misspelt, members,
        contributors, contributors_by_role, retired, conflicts, placeholders, inherited, aliases, deep, empty_lists,
        empty_mappings, no_plan, keys, near_keys, long_texts, wide_signs, quantities, natural, cadences, dates, strange_words, other_words, hoisted, remarks, waiving_remarks, remarks_elsewhere, remarks_in_one, broken_remarks, waivers,
        comments, pairs, threes, told_lists, told_reasons, rising_lists, texts_compared, texts_joined, patterns,
        contained, many_rules, plans, portfolio, portfolio_pairs,
    )
}  # fmt: skip
"""What is made for a size in bytes, by name."""
