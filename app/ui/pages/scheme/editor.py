"""The editor of a draft: parts at the left, the form of the chosen one at the right, the check below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import today
from app.errors import Issue, Severity
from app.services.scheme_example import item_example
from app.ui.context import WorkContext
from app.ui.messages import confirm, errors_shown
from app.ui.pages.scheme import part_moves
from app.ui.pages.scheme.check_list import CheckList
from app.ui.pages.scheme.desk import DraftDesk
from app.ui.pages.scheme.example_card import ExampleCard
from app.ui.pages.scheme.field_specs import UNSET
from app.ui.pages.scheme.fresh import FRESH_TABLES
from app.ui.pages.scheme.name_dialog import NameDialog
from app.ui.pages.scheme.part_form import PATH, FormDesk, PartForm
from app.ui.pages.scheme.part_words import part_words
from app.ui.pages.scheme.places import GENERAL, LISTS, TABLES, issue_key, issue_paths, model_of, tree
from app.ui.pages.scheme.scheme_tree import SchemeTree
from app.ui.pages.scheme.tree_bar import TreeBar
from app.ui.theme.theme import current_scale
from app.ui.theme.tokens import Space
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import label
from app.ui.widgets.panes import ScrollBody
from app.ui.widgets.scaled import ScaleWatcher, scaled

_TREE_WIDTH = 250
_TREE_NARROW = 212
#: The form needs its rows earlier than a table does.
_LOW = 1.2
_FIGURES = ("/points", "/min", "/max", "/ceiling")


class SchemeEditor(QWidget):
    """Works on the draft that lies on the desk.

    Attributes:
        tree: The parts.
        bar: The buttons below them.
        check: The faults.
        example: What the chosen item gives.
    """

    def __init__(self, context: WorkContext, desk: DraftDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._desk = context, desk
        self._opened: set[str] = set()
        self._writable = True
        self.tree = SchemeTree()
        self.bar = TreeBar()
        self.check = CheckList()
        self.example = ExampleCard()
        self._title = label("", "card", wrap=True)
        self._scroll = ScrollBody()
        self._form: QWidget | None = None
        self._build()
        self.tree.chosen.connect(lambda _path: self._show_part())
        self.tree.activated.connect(lambda _index: self._enter_form())
        self.bar.asked.connect(self._on_asked)
        self.check.chosen.connect(self._on_issue)
        desk.changed.connect(self._on_changed)
        desk.checked.connect(self._on_checked)

    def _build(self) -> None:
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(Space.S)
        side.addWidget(self.tree, 1)
        side.addWidget(self.bar)
        ScaleWatcher(left, lambda: left.setFixedWidth(scaled(_TREE_WIDTH)))
        self._left = left
        right = Card()
        right.body.setSpacing(Space.S)
        right.body.addWidget(self._title)
        self._scroll.column.setSpacing(Space.M)
        right.body.addWidget(self._scroll, 1)
        right.body.addWidget(self.example)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(left)
        row.addWidget(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(row, 1)
        column.addWidget(self.check)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window leaves less to the tree."""
        narrow = self.window().width() < current_scale().narrow_width
        self._left.setFixedWidth(scaled(_TREE_NARROW if narrow else _TREE_WIDTH))
        self.example.set_low(low=self.window().height() < current_scale().low_height * _LOW)
        super().resizeEvent(event)

    def set_writable(self, *, writable: bool) -> None:
        """A viewer looks."""
        if writable != self._writable:
            self._writable = writable
            self.bar.setEnabled(writable)
            self._show_part()

    def go(self, path: str, *, key: str = "") -> bool:
        """Show a part, with the cursor in one of its fields. Returns whether it is there."""
        found = self.tree.choose(path) or self.tree.choose(path.partition("/")[0])
        if found and key:
            self._focus(f"{'' if path == GENERAL else path + '/'}{key}")
        return found

    def fields(self) -> dict[str, QWidget]:
        """The fields of the form by the path of their value."""
        if self._form is None:
            return {}
        return {
            str(field.property(PATH)): field
            for field in self._form.findChildren(QWidget)
            if field.property(PATH)
        }

    # ----------------------------------------------------------------------------------------------- showing

    def _on_changed(self, rebuild: bool, focus: str) -> None:
        self.tree.show_nodes(tree(self._desk.plain))
        if rebuild:
            self._show_part()
            if focus:
                self._focus(focus)
        self.bar.show_steps(undo=self._desk.can_undo, redo=self._desk.can_redo)

    def _on_checked(self) -> None:
        issues = self._desk.issues
        self.check.show_issues(issues, self._desk.plain)
        wrong, care = (
            [
                path
                for issue in issues
                if (issue.severity is Severity.ERROR) is error
                for path in issue_paths(issue, self._desk.plain)
            ]
            for error in (True, False)
        )
        self.tree.mark(wrong, care)
        self._show_example()

    def _show_part(self) -> None:
        """The form of the chosen part, made anew."""
        path = self.tree.current_path
        place = self._scroll.verticalScrollBar().value() if self._form_path == path else 0
        self._drop_form()
        self.bar.show_part(path)
        if not path or self._desk.draft is None:
            return
        form = self._make_form(path)
        form.setProperty("form_path", path)
        form.setEnabled(self._writable)
        self._form = form
        self._scroll.column.insertWidget(0, form)
        self._scroll.column.addStretch(1)
        self._lay_out()
        self._scroll.verticalScrollBar().setValue(place)
        self._show_example()

    @property
    def _form_path(self) -> str:
        return str(self._form.property("form_path")) if self._form is not None else ""

    def _drop_form(self) -> None:
        column = self._scroll.column
        while (item := column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._form = None

    def _make_form(self, path: str) -> QWidget:
        kind, _, part_id = path.partition("/")
        model = model_of(path)
        if model is None:
            self._title.setText(LISTS[kind][1])
            return self._make_start(
                f"{LISTS[kind][1]}：左边选一项来改，或按下面的按钮加一项。",
                LISTS[kind][2],
                lambda: self._on_asked("add"),
            )
        values = self._desk.plain if path == GENERAL else self._desk.value(path)
        self._title.setText(str((values or {}).get("name") or "") if part_id else TABLES[kind][1])
        if values is None:
            word = TABLES[kind][1]
            return self._make_start(
                f"方案里没有{word}。",
                f"加上{word}",
                lambda: self._desk.put({path: FRESH_TABLES[path]}, rebuild=True),
            )
        form = PartForm(model, values, "" if path == GENERAL else path, self._form_desk())
        if path in FRESH_TABLES:
            away = Button(f"去掉{TABLES[kind][1]}", icon="trash-2")
            away.clicked.connect(lambda: self._desk.put({path: None}, rebuild=True))
            layout = form.layout()
            assert layout is not None  # noqa: S101 - a part form has one
            layout.addWidget(away)
        return form

    def _make_start(self, text: str, action: str, do: Callable[[], None]) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(label(text, "quiet", wrap=True))
        button = Button(action, icon="plus")
        button.clicked.connect(do)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return body

    def _form_desk(self) -> FormDesk:
        plain = self._desk.plain
        known = {
            kind: [(str(part.get("id", "")), str(part.get("name", ""))) for part in plain.get(kind, [])]
            for kind in LISTS
        }
        known["options"] = [
            (str(part.get("id", "")), str(part.get("name", "")))
            for part in (plain.get("appraisal") or {}).get("options", [])
        ]
        known["statuses"] = [("full", "正式"), ("probationary", "预备"), ("activist", "积极分子")]
        return FormDesk(known, self._desk.put, self._desk.value, self._opened)

    def _show_example(self) -> None:
        path, scheme = self.tree.current_path, self._desk.scheme
        if self._desk.draft is None:
            return
        name = self._desk.value(f"{path}/name") if "/" in path else None
        if name:
            self._title.setText(str(name))
        if scheme is None:
            self.example.show_example("", None)
            return
        kind, _, part_id = path.partition("/")
        day = today(self._context.services.clock)
        example = item_example(scheme, part_id, day) if kind == "items" else None
        self.example.show_example(part_words(scheme, path), example)

    def _lay_out(self) -> None:
        """Places of new fields are known only after this."""
        self._scroll.column.activate()

    def _focus(self, path: str) -> None:
        fields = self.fields()
        field = fields.get(path) or next((each for key, each in fields.items() if key.startswith(path)), None)
        if field is None and (folded := [key for key in fields if path.startswith(key)]):
            field = fields[max(folded, key=len)]
        if field is None:
            return
        if not field.isVisibleTo(self):
            # Folded away: opened for good, so that it does not vanish with the next fault.
            self._opened.add(path.rpartition("/")[0])
            self._show_part()
            field = self.fields().get(path)
        if field is not None:
            self._lay_out()
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(field)

    def _enter_form(self) -> None:
        """Enter in the tree goes on in the form: to the first figure, for names are seldom changed."""
        keys = self.fields()
        first = next((key for key in keys if key.endswith(_FIGURES)), next(iter(keys), UNSET))
        if first:
            self._focus(first)

    # ------------------------------------------------------------------------------------------------- steps

    def _on_issue(self, issue: Issue) -> None:
        # Of several parts with one id the last is the one to be changed.
        self.go(issue_paths(issue, self._desk.plain)[-1], key=issue_key(issue))

    def _on_asked(self, step: str) -> None:
        """A button below the tree."""
        path, desk = self.tree.current_path, self._desk
        with errors_shown(self):
            match step:
                case "add":
                    kind = self.bar.kind_for(path)
                    self._add(kind, path)
                case "add_section":
                    self._add("sections", path)
                case "copy":
                    self._take(part_moves.copy_part(desk.text, path, taken=self._taken()))
                case "up" | "down":
                    self._take(part_moves.move_part(desk.text, path, by=-1 if step == "up" else 1))
                case "remove":
                    self._remove(path)
                case "undo":
                    desk.undo()
                case "redo":
                    desk.redo()

    def _add(self, kind: str, path: str) -> None:
        name = NameDialog.ask(self, LISTS[kind][2], f"{LISTS[kind][1]}名称")
        if name:
            moved = part_moves.add_part(self._desk.text, kind, name, beside=path, taken=self._taken())
            self._take(moved, focus=True)

    def _remove(self, path: str) -> None:
        count = part_moves.used_by(self._desk.plain, path)
        name = self._desk.value(f"{path}/name")
        if count and not confirm(
            self, title="删除板块", text=f"板块“{name}”里还有 {count} 个项目或板块，删除后它们没有归属。",
            action_label="仍然删除", hint="可以按“撤销”退回。",
        ):  # fmt: skip
            return
        self._take(part_moves.remove_part(self._desk.text, path))

    def _taken(self) -> frozenset[str]:
        return self._context.services.schemes.item_ids(self._context.branch_uid)

    def _take(self, moved: part_moves.Moved | None, *, focus: bool = False) -> None:
        if moved is None:
            return
        self._desk.replace(moved.text)
        self.tree.choose(moved.path)
        if focus:
            self._enter_form()
