//! What the calls about exchanges ask of the platform.
use super::state::State;
use crate::flow::inspect::House;
use crate::model::time::Timestamp;
use std::path::Path;

impl House for State {
    fn history(&self) -> &Path {
        self.options.recorder.path()
    }

    fn now(&self) -> Timestamp {
        State::now(self)
    }
}
