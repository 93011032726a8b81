"""A project on disk: which file rules, the policy, the plans, and what lies beside them. Start at `project`.

Whoever judges plans asks here: the terminal, and what else there will be. Comes in: `Options`. Goes out: values and diagnostics. Nothing
here knows arguments or a terminal, asks the clock or the environment, prints, ends the process or writes a file.
"""
