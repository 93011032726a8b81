"""What people who write packs need: tests and what they cover, mutants, checks beyond types, a pack to start from.

Stands right of the engine, because a pack's tests are checks like any other, and beside the reports, which know nothing of
packs being written. Everything here gives values; `kpi_rules.cli` says them, and is the only one who writes files.

    remarks (comments of a test plan) → runs (plans, their day and settings) → trial (found against expected)
                                                              → coverage · survivors (mutants) · update (comments written)
"""
