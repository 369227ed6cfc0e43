"""Widgets that all pages use.

Where to find what:

``buttons``         Button (primary, plain, quiet, link; shows its key), IconButton
``labels``          label(text, role), ElidedLabel, rule
``cards``           Card, StepCard, StepRow, MeterBar
``chips``           ChipBar of Chip
``search``          SearchField, matches
``state``           Tone, StateLabel, Banner
``placeholders``    EmptyState, Skeleton, ContentSwitch (content / empty / loading / fault)
``panes``           SplitPane (side by side, below each other when narrow), ScrollBody
``reason_panel``    ReasonPanel of ReasonRow
``trace_view``      TraceView over a TraceNode
``field_form``      FieldForm: labelled fields that show the faults of a service
``scaled``          scaled, ScaleWatcher: sizes that follow 大字
``dates``           ShortDateEdit, parse_short_date, mark_fault
``points_edit``     PointsEdit, parse_points
``month_selector``  MonthSelector
``member_picker``   MemberPicker over Person
``mark_list``       MarkList over Person: marks by key and click
``mark_model``      Mark, and the model behind
``tick_list``       TickList, a mark list with nothing but ticks
``progress``        ProgressStrip
``toast``           toast(widget, text, undo=...)
"""
