//! What all requests share.

use crate::caller::Tokens;
use crate::faults::Faults;
use crate::options::Options;
use crate::sessions::Sessions;
use crate::store::Store;

/// What all requests share.
pub struct App {
    pub options: Options,
    pub store: Store,
    pub sessions: Sessions,
    pub tokens: Tokens,
    pub faults: Faults,
}

impl App {
    /// Opens the rows; fails in words when the file cannot be used.
    pub fn open(options: Options) -> Result<App, String> {
        let store = Store::open(options.db.as_deref())?;
        Ok(App {
            options,
            store,
            sessions: Sessions::default(),
            tokens: Tokens::default(),
            faults: Faults::default(),
        })
    }
}
