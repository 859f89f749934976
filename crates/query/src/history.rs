//! Undo and redo.

use crate::{Draft, Edit, RowId};

/// How many steps are kept; the oldest are forgotten first.
const KEPT: usize = 200;

/// A draft with its past and its future. Typing in one box counts as one step.
///
/// ```
/// use query::{Edit, History};
/// let mut history = History::default();
/// history.apply(Edit::SetLimit("5".into()));
/// history.apply(Edit::SetLimit("50".into()));
/// history.apply(Edit::SetPage("1".into()));
/// assert!(history.undo());
/// assert_eq!((history.draft().limit.as_str(), history.draft().page.as_str()), ("50", ""));
/// assert!(history.undo());
/// assert_eq!(history.draft().limit, "");
/// assert!(!history.undo());
/// assert!(history.redo());
/// assert_eq!(history.draft().limit, "50");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    past: Vec<Draft>,
    present: Draft,
    future: Vec<Draft>,
    typing: Option<String>,
}

impl History {
    /// A history that begins with this draft.
    pub fn new(draft: Draft) -> Self {
        History { present: draft, ..History::default() }
    }

    /// The draft as it stands.
    pub fn draft(&self) -> &Draft {
        &self.present
    }

    /// Makes one change; gives the id of the row that was added, if one was. A change that changes nothing is no
    /// step.
    pub fn apply(&mut self, edit: Edit) -> Option<RowId> {
        let place = typing_place(&edit);
        self.apply_in(edit, place)
    }

    /// As [`History::apply`]; changes of one place that follow each other are one step. A view that replaces the
    /// whole draft while a person types in it gives its name.
    pub fn apply_in(&mut self, edit: Edit, place: Option<String>) -> Option<RowId> {
        let before = self.present.clone();
        let added = self.present.apply(edit);
        if self.present == before {
            return added;
        }
        let goes_on = place.is_some() && place == self.typing && !self.past.is_empty();
        if !goes_on {
            self.past.push(before);
            if self.past.len() > KEPT {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.typing = place;
        added
    }

    /// Ends the step that is being typed, as leaving the box does.
    pub fn rest(&mut self) {
        self.typing = None;
    }

    /// Takes the last step back; false where there is none.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.present, before));
        self.typing = None;
        true
    }

    /// Makes the last step that was taken back again; false where there is none.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.present, after));
        self.typing = None;
        true
    }

    /// There is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// There is a step to make again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

/// The box in which this change is typing; `None` for a change that is no typing.
fn typing_place(edit: &Edit) -> Option<String> {
    Some(match edit {
        Edit::SetText { row, .. } => format!("text {}", row.0),
        Edit::SetUpper { row, .. } => format!("upper {}", row.0),
        Edit::SetField { row, .. } => format!("field {}", row.0),
        Edit::SetPage(_) => "page".into(),
        Edit::SetLimit(_) => "limit".into(),
        Edit::SetSortBy(_) => "sort".into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RowKind;
    use crate::testing::any_edits;
    use proptest::prelude::*;

    #[test]
    fn typing_in_one_box_is_one_step_until_it_rests() {
        let mut history = History::default();
        let row = history.apply(Edit::Add { kind: RowKind::Filter, field: "key".into() }).expect("a new row");
        let text = |history: &History| history.draft().rows[0].text.clone();
        for typed in ["a", "al", "alp"] {
            history.apply(Edit::SetText { row, text: typed.into() });
        }
        history.rest();
        history.apply(Edit::SetText { row, text: "alpha".into() });
        assert!(history.undo());
        assert_eq!(text(&history), "alp");
        assert!(history.undo());
        assert_eq!(text(&history), "");
        assert!(history.redo() && history.redo() && !history.redo());
        assert_eq!(text(&history), "alpha");
    }

    #[test]
    fn a_new_step_forgets_the_future_and_no_change_is_no_step() {
        let mut history = History::default();
        history.apply(Edit::SetPage("1".into()));
        history.undo();
        assert!(history.can_redo());
        history.apply(Edit::SetPage(String::new()));
        assert!(history.can_redo(), "nothing has changed");
        history.apply(Edit::SetPage("2".into()));
        assert!(!history.can_redo());
    }

    #[test]
    fn the_past_has_an_end() {
        let mut history = History::default();
        for at in 0..300 {
            history.apply(Edit::SetExtend(vec![at.to_string()]));
        }
        let mut steps = 0;
        while history.undo() {
            steps += 1;
        }
        assert_eq!(steps, KEPT);
    }

    proptest! {
        #[test]
        fn undoing_all_and_redoing_all_comes_back(edits in any_edits()) {
            let mut history = History::default();
            for edit in edits {
                history.apply(edit);
            }
            let end = history.draft().clone();
            while history.undo() {}
            prop_assert_eq!(history.draft(), &Draft::default());
            while history.redo() {}
            prop_assert_eq!(history.draft(), &end);
        }
    }
}
