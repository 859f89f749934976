//! Every word that the app itself says, in one place.
//!
//! A translation is one file, `www/locales/<language>.json`: the names below with their words. What it leaves out is
//! said in English. Words in braces are filled in; `{count|row|rows}` is the first word where `count` is 1, else the
//! second.
//!
//! What `client` says of errors and exports is English, for programs read it too. Under `SENTENCES` a translation gives
//! those sentences in its own words, `{}` standing for what changes; [`said`] finds them.

use crate::ui::Child;
use client::words::{Amount, Unit, thousands};
pub use query::visible;
use serde_json::{Map, Value};
use std::cell::RefCell;

/// One message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Msg {
    /// Its name in translations.
    name: &'static str,
    /// Its words in English. They stand in the message and in no table, so that each part of the module holds only
    /// the words that it says.
    words: &'static str,
}

thread_local! {
    /// The words of the chosen language, by name; empty for English.
    static TRANSLATED: RefCell<Map<String, Value>> = RefCell::default();
    /// English sentences and the same in the chosen language; empty for English.
    static SENTENCES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Takes a translation: names and words.
pub fn translate(words: &serde_json::Map<String, serde_json::Value>) {
    TRANSLATED.with(|translated| translated.borrow_mut().clone_from(words));
    SENTENCES.with(|sentences| *sentences.borrow_mut() = sentences_of(words));
}

fn sentences_of(words: &serde_json::Map<String, serde_json::Value>) -> Vec<(String, String)> {
    let inside = words.get("SENTENCES").and_then(|inside| inside.as_object());
    let pairs = inside.into_iter().flatten();
    let all = pairs.filter_map(|(english, text)| Some((english.clone(), text.as_str()?.to_string())));
    // A sentence that is known whole is not taken for one with holes in it.
    let (mut whole, mut with_holes) = (Vec::new(), Vec::new());
    for pair in all {
        if pair.0.contains("{}") { &mut with_holes } else { &mut whole }.push(pair);
    }
    whole.append(&mut with_holes);
    whole
}

/// A sentence of the engines in the chosen language; as it is where the translation does not know it.
pub fn said(english: &str) -> String {
    SENTENCES.with(|sentences| say(&sentences.borrow(), english))
}

fn say(sentences: &[(String, String)], english: &str) -> String {
    for (pattern, words) in sentences {
        let Some(pieces) = pieces(pattern, english) else { continue };
        let mut pieces = pieces.into_iter();
        let mut parts = words.split("{}");
        let mut out = String::from(parts.next().unwrap_or_default());
        for part in parts {
            // What fills a hole may be a phrase of its own, such as `30 seconds`.
            out.push_str(&say(sentences, pieces.next().unwrap_or_default()));
            out.push_str(part);
        }
        return out;
    }
    let is_number = english.contains(',') && english.chars().all(|sign| sign.is_ascii_digit() || sign == ',');
    if is_number && !sentences.is_empty() { english.replace(',', &t(THOUSANDS)) } else { english.into() }
}

/// What stands in the holes of a pattern, where the text fits it.
fn pieces<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty().then(Vec::new) };
    let mut found = Vec::new();
    for part in parts {
        let (piece, behind) = rest.split_once(part).filter(|(piece, _)| !piece.is_empty())?;
        found.push(piece);
        rest = behind;
    }
    found.push(rest.strip_suffix(last).filter(|piece| !piece.is_empty())?);
    Some(found)
}

/// The words of a message.
pub fn t(message: Msg) -> String {
    TRANSLATED.with(|translated| {
        let translated = translated.borrow();
        let words = translated.get(message.name).and_then(Value::as_str);
        words.unwrap_or(message.words).to_string()
    })
}

/// The words of a message with its braces filled in.
pub fn tf(message: Msg, values: &[(&str, &str)]) -> String {
    let mut rest = t(message);
    let mut out = String::with_capacity(rest.len());
    // One walk from left to right, so that a value that holds braces itself is left alone.
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        out.push_str(&rest[..open]);
        let mut inside = rest[open + 1..close].split('|');
        let wanted = inside.next().unwrap_or_default();
        match (values.iter().find(|(name, _)| *name == wanted), inside.next(), inside.next()) {
            (Some((_, value)), Some(one), Some(many)) => out.push_str(if *value == "1" { one } else { many }),
            (Some((_, value)), ..) => out.push_str(value),
            (None, ..) => out.push_str(&rest[open..=close]),
        }
        rest = rest[close + 1..].to_string();
    }
    out + &rest
}

/// A whole number as the language writes it.
pub fn number(number: u64) -> String {
    thousands(number).replace(',', &t(THOUSANDS))
}

/// An amount with its unit, as the language writes it: what `client::words` makes of a size or a time.
pub fn amount(amount: Amount) -> String {
    let mut text = number(amount.whole);
    if let Some(tenth) = amount.tenth {
        text.push_str(&t(DECIMALS));
        text.push_str(&tenth.to_string());
    }
    let unit = match amount.unit {
        Unit::Bytes => BYTES,
        Unit::Kilobytes => KILOBYTES,
        Unit::Megabytes => MEGABYTES,
        Unit::Milliseconds => MILLISECONDS,
        Unit::Seconds => SECONDS,
        Unit::Minutes => MINUTES,
    };
    tf(unit, &[("n", &text)])
}

/// A size in bytes.
pub fn size(bytes: usize) -> String {
    amount(client::words::size(bytes))
}

/// A time in milliseconds.
pub fn time(ms: u64) -> String {
    amount(client::words::time(ms))
}

/// A combination of keys as they are labelled.
pub fn keys(combination: &str) -> String {
    combination.replace("Ctrl", &t(KEY_CTRL)).replace("Shift", &t(KEY_SHIFT)).replace("Enter", &t(KEY_ENTER))
}

/// A number of rows.
pub fn rows(count: u64) -> String {
    tf(ROW_COUNT, &[("count", &number(count))])
}

impl From<Msg> for Child {
    fn from(message: Msg) -> Child {
        Child::Text(t(message))
    }
}

macro_rules! messages {
    ($($name:ident = $words:literal;)*) => {
        $(#[allow(missing_docs)] pub const $name: Msg = Msg { name: stringify!($name), words: $words };)*
        #[cfg(test)]
        const WORDS: &[(&str, &str)] = &[$((stringify!($name), $words)),*];
    };
}

messages! {
    TITLE = "Takaro API explorer";
    SKIP_TO_MAIN = "Skip to the page";
    LOADING = "Loading…";
    LOADING_DOCUMENT = "Reading the API's document…";
    RETRY = "Try again";
    PART_FAILED = "A part of the explorer could not be loaded. Is the network there? If this stays, reload the page: the explorer may have been renewed meanwhile.";
    CLOSE = "Close";
    COPY = "Copy";
    COPIED = "Copied";
    REMOVE = "Remove";
    NOT_FOUND = "There is nothing at this address";
    NOT_FOUND_HINT = "The link may be from another version of the API, or mistyped. Find the operation by name, or begin at the overview.";
    OVERVIEW = "Overview";
    SETTINGS = "Settings";

    OPERATIONS = "Operations";
    FIND_OPERATION = "Find an operation";
    FIND_PLACEHOLDER = "Name, path or id";
    NO_OPERATION = "No operation matches “{text}”.";
    CLEAR_FILTER = "Show all operations";
    MATCHES = "{count} of {total} {total|operation|operations}";
    MORE_MATCHES = "{count} more: type on to narrow them down.";

    SIGNED_IN_AS = "Signed in as {name}";
    ASKING_SESSION = "Checking your session…";
    LOG_IN = "Log in on the dashboard";
    SIGNED_OUT = "You are signed out";
    SIGNED_OUT_HINT = "The explorer uses the dashboard's session: log in there and come back, and this page notices by itself. Nothing that you typed is lost. A server administrator creates log-ins: if you have none, ask yours.";
    DOMAIN = "Domain";
    TOKEN_ONLY = "Nobody is signed in; a token is set";
    TOKEN_ONLY_HINT = "The API names no person for the x-takaro-token that is set, so neither domains nor permissions can be shown. If it is valid, requests go with it all the same.";
    NO_DOMAIN = "No domain";
    TOKEN_DOMAIN = "“the token’s own”";
    DOMAIN_STATE = "{name} ({state})";
    MOVED = "{from} cannot be used now. You are in {domain}.";
    OFFLINE = "This device is offline";
    OFFLINE_HINT = "Connect to a network and try again. Nothing that you typed is lost.";
    UNREACHABLE = "No answer from {api}";
    UNREACHABLE_HINT = "Nothing answers at that address. Is the API running there, and is {setting} right?";
    CORS = "{api} does not allow this page";
    CORS_HINT = "The API answers, but refuses the origin {origin}. Add {origin} to the API's allowed origins (CORS_ALLOWED_ORIGINS; in the sandbox --allow-origin {origin}), or open the explorer from an origin that it allows.";
    POLICY = "This page may not ask {api}";
    POLICY_HINT = "Its Content-Security-Policy forbids it, so nothing is sent. Whoever publishes this page adds {api} to connect-src.";
    MIXED = "The browser blocks {api}";
    MIXED_HINT = "This page came over https and the API's address is http. Browsers refuse that mixture: give {setting} an https address.";
    SESSION_TROUBLE = "The API could not say who you are";
    DOMAIN_AWAY = "Your domain cannot be used now";
    DOMAIN_AWAY_HINT = "You are signed in, and have no other domain to work in. The lessons stay open meanwhile; whoever runs the server knows for how long. The server says:";
    PRACTICE = "Practice";
    PRACTICE_HINT = "A sandbox: nothing here can harm a real server.";
    READ_ONLY = "Read only";

    DOCUMENT_FAILED = "The API's document could not be read";
    OPEN_DOCUMENT = "Open or download the document itself";
    DOCUMENT_FAILED_HINT = "Where the API and its document are to be found is said by {api} and {spec}.";
    LEARN_ALONE = "Open the lessons, which need no server";
    DOCUMENT_PROBLEMS = "{count} {count|place|places} in the document could not be read, and {count|is marked where it stands|are marked where they stand}.";
    COPY_MARKDOWN = "Copy as Markdown";
    COPY_LLMS = "Copy as llms.txt";
    FOR_MACHINES = "For notes and language models";
    FOR_MACHINES_HINT = "Every operation of this API, one a line.";
    PALETTE = "Command palette";
    PALETTE_FIND = "Operation, schema, page or command";
    PALETTE_COUNT = "{count} found";
    PALETTE_PAGE = "page";
    PALETTE_SCHEMA = "schema";
    PALETTE_LESSON = "lesson";
    PALETTE_FIELD = "field of {entity}";
    PALETTE_SENT = "{path}, sent {time}";
    PALETTE_NOTHING = "Nothing matches “{text}”.";
    KEYS = "Keyboard";
    KEYS_UNDO = "Undo in the query";
    KEYS_REDO = "Redo in the query";
    KEYS_MOVE_ROW = "Move a row of the query";
    KEYS_ARROWS = "Move in tabs, trees and tables";
    KEYS_ESCAPE = "Close a dialog, a menu or a list";
    LEARN = "Learn";
    LEARN_TITLE = "Learn to ask Takaro";
    LEARN_INTRO = "Thirteen lessons and a page to look things up, with practice data in your browser: no account, no server. Change any query and watch the rows follow.";
    LEARN_BEGIN = "Begin with the first lesson";
    LEARN_GO_ON = "Go on: {title}";
    LEARN_NUMBER = "Lesson {n} of {count}";
    LEARN_PRINT = "Print";
    LEARN_FILE = "Markdown file";
    LEARN_LOADING = "Fetching the lessons…";
    LEARN_FAILED = "The lessons could not be read. {words}";
    LEARN_SOLVED = "{count} of {total} solved";
    LEARN_PROGRESS = "{count} of {total} exercises solved.";
    LEARN_RESET = "Begin anew";
    LEARN_RESET_TEXT = "Which exercises are solved goes from this browser and cannot be had back.";
    LEARN_ALL = "All lessons";
    LEARN_STEPS = "Lessons before and after";
    LEARN_PREVIOUS = "← {title}";
    LEARN_NEXT = "{title} →";
    LEARN_ABOUT = "Lessons on its parts";
    LEARN_ABOUT_REQUEST = "The request";
    LEARN_ABOUT_DOMAINS = "Domains";
    LEARN_ABOUT_ADMIN = "Admin tasks";
    LEARN_ABOUT_ERRORS = "Errors";
    LEARN_ABOUT_CODE = "Code";
    LEARN_ABOUT_TRAPS = "Traps";
    LIVE_QUERY = "Query to try {n}";
    EXERCISE = "Exercise {n}";
    EXERCISE_DONE = "solved";
    EXERCISE_QUERY = "Your query for exercise {n}";
    CHECK = "Check";
    HINT = "Give me a hint";
    SHOW_ANSWER = "Put an answer in";
    START_OVER = "Start over";
    START_OVER_NAMED = "Start over: {name}";
    TRY_IT = "Try it on your domain";
    VERDICT_RIGHT = "That is right.";
    VERDICT_REFUSED = "The server would refuse this: {words}";
    VERDICT_TOO_MANY = "Not yet: {row} is found, and should not be. What decides:";
    VERDICT_MISSING = "Not yet: {row} is missing. What keeps it out:";
    VERDICT_OTHER_ROW = "Nearly: the right rows match, but in place {place} stands {row}, where {wanted} should.";
    VERDICT_TOO_SHORT = "Nearly: the right rows match, but the page ends before {wanted}, which should be in place {place}.";
    VERDICT_TOO_LONG = "Nearly: the right rows match, but {row} in place {place} should not be on this page.";
    VERDICT_OTHER_LIMIT = "Nearly: the right rows match, but the goal has another number of rows per page.";
    VERDICT_KEYS = "What decides: {keys}.";
    VERDICT_NOT_EXTENDED = "Nearly: the right rows, but {name} is not included.";
    CLAUSE_FAILED = "{clause}, but there stands {found}";
    EMPTY_VALUE = "empty";
    LESSON_COUNT = "{count} of {total} rows {count|matches|match}";
    LESSON_COUNT_IN = "{count} of {total} rows {count|matches|match} in {domain}";
    LESSON_ANSWER = "The answer as the server sends it";
    LESSON_ANSWER_OF = "{name}: the answer as the server sends it";
    LESSON_ANSWER_MORE = "The other {count} rows of the page are left out here.";
    VERSUS = "Guide and server: {about}";
    VERSUS_GUIDE = "The published guide says";
    VERSUS_SERVER = "The deployed server does";
    VERSUS_EXPLORER = "The explorer";
    LESSON_ROWS = "{name}: rows that match, and a few that do not";
    LESSON_MATCHES = "matches";
    LESSON_YES = "yes";
    LESSON_MORE = "and {count} more on this page";
    LESSON_REFUSED = "The server would refuse this: {words}";
    PICTURE_EXCHANGE = "A request and its answer";
    PICTURE_EXCHANGE_WORDS = "Your query goes to the server as JSON, with your session and the domain. The answer has two parts: meta says what this is, data holds the rows.";
    PICTURE_YOUR_QUERY = "your query";
    PICTURE_JSON = "POST and JSON";
    PICTURE_SERVER = "the server";
    PICTURE_SESSION = "session, domain";
    PICTURE_ANSWER = "the answer";
    PICTURE_META_DATA = "meta and data";
    PICTURE_COMBINE = "How the parts of a query combine";
    PICTURE_COMBINE_WORDS = "A row is found when every filter holds, any one search holds, and every range holds.";
    PICTURE_AND = "and";
    PICTURE_OR = "or";
    PICTURE_NAME_IS = "name is …";
    PICTURE_EMAIL_IS = "email is …";
    PICTURE_NAME_CONTAINS = "name contains …";
    PICTURE_EMAIL_CONTAINS = "email contains …";
    PICTURE_AT_LEAST = "at least …";
    PICTURE_AT_MOST = "at most …";
    PICTURE_FOUND = "the row is found";
    PICTURE_PAGES = "How pages cut the rows";
    PICTURE_PAGES_WORDS = "Twelve rows in order of their id, four on a page. What the guide calls page 2 holds the fifth to the eighth; the deployed server calls it page 1.";
    PICTURE_GUIDE_PAGE = "guide: page {n}";
    PICTURE_SERVER_PAGE = "deployed: {n}";
    PICTURE_RANGE = "Which rows lie in a range";
    PICTURE_RANGE_WORDS = "Six prices on a line. At least 100 and at most 300: those that cost exactly 100 and exactly 300 are in it too.";
    PICTURE_TIES = "How a sorting with ties loses a row";
    PICTURE_TIES_WORDS = "B and C share the value 7. On page 1 the server put B first; when page 2 was asked for, C. So B comes twice, and C never.";
    PICTURE_PAGE_1 = "page 1";
    PICTURE_PAGE_2 = "page 2";
    PICTURE_NEVER = "never seen";
    PICTURE_EXTEND = "A row with its related rows inside";
    PICTURE_EXTEND_WORDS = "Without extend an order only names its listing by an id. With it the listing stands inside of the order, and with a chained name the listing's items inside of that.";
    PICTURE_ORDER = "order";
    PICTURE_LISTING_ID = "listingId: e69b…";
    PICTURE_LISTING = "listing";
    PICTURE_ITEMS = "items";
    PICTURE_DOMAINS = "Which domain a request is about";
    PICTURE_DOMAINS_WORDS = "The header X-Takaro-Domain decides; without it the cookie takaro-domain; without both the first active domain that you belong to.";
    PICTURE_ELSE = "else";
    PICTURE_HEADER = "header X-Takaro-Domain";
    PICTURE_COOKIE = "cookie takaro-domain";
    PICTURE_FIRST_ACTIVE = "your first active domain";
    HISTORY = "History";
    OVERVIEW_INTRO = "Every operation of the API, with its documentation, a query builder and real answers.";
    START_HERE = "Begin here";
    START_SEARCH = "Search {name}";
    START_SEARCH_HINT = "Add a filter and send: a search only reads.";
    START_LEARN = "Learn the query model";
    START_LEARN_HINT = "Short lessons with practice data, no account needed.";
    START_ME = "See who you are";
    START_ME_HINT = "Your roles, permissions and domains, by GET /me.";
    START_HISTORY_HINT = "What you sent from here, to look at and open again.";
    START_ERRORS_HINT = "What each one comes from, and what to do.";
    START_KEYS = "finds everything.";
    START_HELP = "lists the keys.";
    SEARCHES = "Searches";
    SEARCHES_HINT = "Ask for rows with filters, searches, ranges and pages.";
    ALL_AREAS = "All areas";
    FAVOURITE = "Favourite";
    FAVOURITES = "Favourites";
    FAVOURITE_HINT = "Keep this operation at hand: in the list of operations, on the overview and in the command palette";
    OPERATION_COUNT = "{count} {count|operation|operations}";

    PERMISSIONS = "Required permissions";
    LACKING = "You lack {permissions} in this domain: the server will answer 403.";
    ADMIN_ONLY = "Admin only";
    ADMIN_HINT = "Wants the admin token, which belongs to automation: a dashboard session is refused here.";
    DEPRECATED = "Deprecated";
    PARAMETERS = "Parameters";
    REQUEST = "Request";
    BODY = "Body";
    BODY_SCHEMA = "Body schema";
    RESPONSES = "Responses";
    EXAMPLE_REPLACED = "This replaced what stood here.";
    PUT_BACK = "Put it back";
    EXAMPLE = "Example";
    EXAMPLES = "Examples";
    REQUIRED = "required";
    OPTIONAL = "optional";
    ANSWERS_WITH = "The server answers with {type}.";
    WRONG_ENVELOPE = "The server answers otherwise: without serverTime, with error only where something failed, with details of any shape or none.";
    NO_SCHEMA = "The document does not say what comes back.";
    ALLOWED_VALUES = "Allowed values";
    DEFAULT = "default";
    BROKEN_REFERENCE = "{reference} is not in this document";
    CYCLE = "contains itself; opened step by step";
    WEBHOOK_WORDS = "A webhook: the API sends this request to an address of yours. Its body is what comes, its answers are what it wants to hear.";
    USED_BY = "Used by";

    SEND = "Send";
    CANCEL = "Cancel";
    SENDING = "Waiting for the answer…";
    SEND_AGAIN = "Send again";
    SEND_HINT = "Ctrl+Enter";
    CANCELLED = "Cancelled. Nothing was changed by this page; a write may have reached the server.";

    QUERY = "Query";
    FILTERS = "Filters";
    FILTERS_HINT = "Exact values. Several values of a field: any of them. Several fields: all of them.";
    SEARCH = "Search";
    SEARCH_HINT = "Contains, ignoring case. A row that matches any one of these searches is found.";
    RANGES = "Ranges";
    RANGES_HINT = "From and to; both ends are included.";
    SORT = "Sort";
    PAGE_GROUP = "Page";
    INCLUDE = "Include";
    INCLUDE_HINT = "Related entities to send along.";
    INCLUDE_FREE_HINT = "The document does not say what can be sent along here: a name that the server does not know does nothing, or fails.";
    INCLUDE_NAME = "Name to include";
    INCLUDE_ADD = "Add";
    ADD_FILTER = "Add filter";
    ADD_SEARCH = "Add search";
    ADD_RANGE = "Add range";
    FILTER_N = "Filter {n}";
    SEARCH_N = "Search {n}";
    RANGE_N = "Range {n}";
    FIELD = "Field";
    KIND_TEXT = "text";
    KIND_UUID = "uuid";
    KIND_DATE = "date";
    KIND_NUMBER = "number";
    KIND_BOOLEAN = "yes/no";
    KIND_ENUM = "choice";
    KIND_NESTED = "nested";
    KIND_UNKNOWN = "any";
    OPERATOR = "Operator";
    VALUE = "Value";
    UPPER_VALUE = "Up to";
    REMOVE_VALUE = "Remove {value}";
    VALUE_COUNT = "{count} {count|value|values}";
    SHOW_ALL_VALUES = "Show all";
    SHOW_FEW_VALUES = "Show fewer";
    REMOVE_ALL = "Remove all";
    OP_IS = "is";
    OP_IS_LISTED = "is, in a list";
    OP_IS_BARE = "is, without a list";
    OP_CONTAINS_BARE = "contains, without a list";
    OP_IS_EMPTY = "is empty";
    OP_IS_LIST = "is []";
    OP_IS_NULL = "is null";
    OP_CONTAINS_LIST = "contains []";
    OP_CONTAINS_NULL = "contains null";
    OP_AT_LEAST_NULL = "at least null";
    OP_AT_MOST_NULL = "at most null";
    OP_AT_LEAST_TEXT = "at least \"\"";
    OP_AT_MOST_TEXT = "at most \"\"";
    OP_CONTAINS = "contains";
    OP_AT_LEAST = "at least";
    OP_AT_MOST = "at most";
    OP_BETWEEN = "between";
    SORT_BY = "Sort by";
    SORT_NONE = "Server's order (by id)";
    DIRECTION = "Direction";
    ASCENDING = "Ascending";
    DESCENDING = "Descending";
    PAGE = "Page";
    ROWS_PER_PAGE = "Rows per page";
    FIRST_PAGE_IS = "The first page is {first}.";
    VALUES_ADDED = "{added} {added|value|values} added, {twice} {twice|was|were} there already.";
    DATE_PLACEHOLDER = "last 7 days, 2026-11-23";
    RELATIVE_NOTE = "relative";
    MOMENT_HERE = "{time} in your own time";
    RELATIVE_IS = "{date} when sent now";
    CHOOSE_DATE = "Choose a date";
    TAKE_DATE = "Take {date}";
    PREVIOUS_MONTH = "Previous month";
    NEXT_MONTH = "Next month";
    TIME_UTC = "Time (UTC)";
    MONTHS = "January February March April May June July August September October November December";
    WEEKDAYS = "Mo Tu We Th Fr Sa Su";
    YES = "yes";
    NO = "no";
    CHOOSE_FIELD = "Choose a field.";
    UNKNOWN_FIELD = "The API has no such field here.";
    BUILDER = "Builder";
    JSON = "JSON";
    ENGLISH = "English";
    CODE = "Code";
    BODY_TO_SEND = "This will be sent";
    COPY_LINK = "Copy link";
    LINK_DOMAIN = "This link was made for the domain {domain}. You still work in {current}.";
    LINK_UNREADABLE = "This link could not be read: {message}. The query is as you left it.";
    LINK_SWITCH = "Work in {domain}";
    LINK_DAMAGED = "a part of it is missing or was made by another version";
    LINK_TOO_LONG = "This query is too long for a link, which holds up to {size}. Save it under a name, and take it along as a file.";
    QUERY_VIEWS = "Ways to write the query";
    UNDO = "Undo";
    REDO = "Redo";
    UNDO_HINT = "Undo (Ctrl+Z)";
    REDO_HINT = "Redo (Ctrl+Shift+Z)";
    MOVE_ROW = "Reorder";
    MOVE_ROW_HINT = "Drag, or press Alt and an arrow up or down";
    MOVED_TO = "{row} is now {place} of {count}";
    USE_ROW = "Use this row";
    ROW_IS_OFF = "Switched off: kept, not sent.";
    UNKNOWN_KEYS = "Unknown keys";
    UNKNOWN_KEYS_HINT = "The API does not know these. They are kept, and sent only if you say so.";
    SEND_UNKNOWN = "Send them too";
    DROP_KEY = "Drop {key}";
    AS_WRITTEN = "As written";
    AS_WRITTEN_HINT = "To see what the server makes of it: a key of the body with exactly this JSON, a page in quotation marks as well as a name that it does not know.";
    AS_WRITTEN_KEY = "Key";
    AS_WRITTEN_VALUE = "Value as JSON";
    AS_WRITTEN_NO_KEY = "Which key?";
    WRITE_KEY = "Write it";
    SERVER_REFUSED = "The server refused this: {words}";
    TEXT_PROBLEM = "Line {line}, character {column}: {message}";
    TEXT_KEPT = "Not a query yet, so the query stays as it was. Go on typing, or";
    TEXT_STALE = "The query has changed elsewhere since. Go on typing to replace it, or";
    TEXT_DROP = "show the query as it is";
    GO_THERE = "Go there";
    LOADING_EDITOR = "Loading the editor…";
    JSON_EDITOR = "Query as JSON";
    ENGLISH_EDITOR = "Query as a sentence";
    ENGLISH_HINT = "Write what you look for. The query follows as soon as the sentence makes sense.";
    NEXT_WORDS = "What can come here";
    LANGUAGE = "Language";
    CODE_HINT = "It reads your log-in from the environment: no secret stands in it.";
    CODE_NOT_READY = "The query has errors: this code sends it as it stands.";
    CELL_MENU = "What to do with {column}";
    ACT_FILTER = "Filter by this value";
    ACT_FILTER_EMPTY = "Filter by empty";
    ACT_SEARCH = "Search for this value";
    ACT_AT_LEAST = "This value and above";
    ACT_AT_MOST = "This value and below";
    ACT_ABOVE = "Only above this value";
    ACT_BELOW = "Only below this value";
    ACT_SORT_UP = "Sort ascending";
    ACT_SORT_DOWN = "Sort descending";
    ASKED_NOW = "{act}: {column} is in the query now. Send to see the answer.";
    COPY_VALUE = "Copy value";
    OPEN_ENTITY = "Open {entity}";
    OPEN_IN_BUILDER = "Ask for it in the query builder";
    RELATED_TO = "Belonging to this {entity}";
    RELATED_ROWS = "{entity} rows";
    ENTITY_TITLE = "What this id names";
    ENTITY_TITLE_BACK = "the answer before";
    NO_SUCH_ROW = "There is no {entity} with this id in this domain, or you may not see it.";
    BACK = "Back";
    WAY_BACK = "Back to {title}";
    WAY_BACK_HINT = "You came here from an answer. The query there is as you left it.";
    IMPORT = "Import";
    IMPORT_TITLE = "Import a query";
    IMPORT_HINT = "Paste a curl command, a fetch call or other code, a JSON body, a link or a sentence. Nothing is sent.";
    IMPORT_TEXT = "What to import";
    IMPORT_READ = "Read as {source}:";
    IMPORT_ELSEWHERE = "Read as {source}. It belongs to another operation: {operation}.";
    IMPORT_NOWHERE = "{place}: neither this page's search nor another one's of this document. What was read is taken for this page.";
    IMPORT_LEFT_OUT = "Left out or not read:";
    IMPORT_FILL = "Fill the builder";
    IMPORT_GO = "Go there and fill the builder";
    IMPORTED = "The builder is filled. Nothing has been sent.";
    SOURCE_CURL = "a curl command";
    SOURCE_CODE = "code";
    SOURCE_JSON = "a JSON body";
    SOURCE_ADDRESS = "a link";
    SOURCE_ENGLISH = "a sentence";
    SAVED_QUERIES = "Saved queries";
    SAVED_HINT = "They stay in this browser, for you and this domain.";
    QUERY_NAME = "Name of this query";
    SAVE_QUERY = "Save";
    SAVED_AS = "Saved as {name}.";
    SAVED_OVER = "Saved as {name}, in the place of the one that had this name.";
    SAVED_FORGOTTEN = "{name} is forgotten.";
    SAVED_BACK = "Put it back";
    NOTHING_SAVED = "Nothing saved yet. Name the query and press Save.";
    FORGET_QUERY = "Forget {name}";
    EXPORT_QUERIES = "Export to a file";
    IMPORT_QUERIES = "Import a file";
    QUERIES_READ = "{count} {count|query|queries} read from the file.";
    QUERIES_REPLACED = "{count} took the place of {count|another|others} of the same name.";
    QUERIES_UNREAD = "{count} {count|entry|entries} of it could not be read, and {count|was|were} left out.";
    NOT_OUR_FILE = "This is no file of saved queries.";
    FUNNEL_TITLE = "Which clause removes the rows?";
    FUNNEL_HINT = "{count} {count|request|requests} for one row, {count|without the clause|each without another clause, the last without any}.";
    FUNNEL_ASK = "Ask";
    FUNNEL_WAITING = "asking…";
    FUNNEL_REMOVES = "removes {count} {count|row|rows}";
    FUNNEL_REMOVES_NONE = "removes none by itself";
    FUNNEL_ALL = "Without any clause there {count|is|are} {count} {count|row|rows}.";
    FUNNEL_NONE = "No single clause is to blame: rows come only without several of them.";
    DROP_CLAUSE = "Drop this clause";
    PERSON_ELSEWHERE = "By now {person} is signed in here: this goes out as theirs.";
    CHANGE_ABOUT = "It concerns {name}.";
    NO_NUMBER = "This is no number. Sent is: {sent}";
    NOTHING_SENT = "nothing";
    CLAUSE_DROPPED = "Dropped. Send to see the answer.";
    CLAUSE_GONE = "Dropped";
    CLAUSE_CHANGED = "Changed since";
    FUNNEL_EMPTY = "There are no rows here at all, whatever is asked.";
    SHOW_THE_ANSWER = "Show the answer";
    CLOSE_NOTE = "Close this note";
    WHY_TITLE = "Why isn’t this row here?";
    WHY_HINT = "Give a row’s id: it is fetched alone, and each clause of the query is held against it.";
    WHY_PICK_HINT = "Rows of other answers are offered, by id or name.";
    WHY_SEEN_IN = "seen in {entity}";
    WHY_ASKED = "The row does not carry {field}, so the server was asked for this row with this clause alone.";
    WHY_ID = "Id of the row";
    WHY_ASK = "Explain";
    WHY_NO_UUID = "{id} is no version 4 UUID, so no row can have it.";
    WHY_NO_ROW = "No row has this id in this domain, or you may not see it.";
    WHY_REFUSED = "The server refuses this query, so no row is found by it. {words}";
    WHY_ALL_HELD = "The row meets every clause: it is in the answer, perhaps on another page.";
    WHY_FAILED = "The row fails {count} of {of} {of|clause|clauses}.";
    WHY_HELD = "held";
    WHY_NOT_HELD = "failed";
    WHY_COMPARED = "{field}: the row has {found}, wanted is {wanted}";
    ADVICE = "Advice";
    NO_ADVICE = "Nothing to warn of.";
    FIX = "Fix";
    SEVERITY_ERROR = "error";
    SEVERITY_WARNING = "warning";
    SEVERITY_HINT = "hint";
    ADVICE_COUNT = "Errors: {errors}, warnings: {warnings}. They stand in the list Advice.";
    REFUSE_TITLE = "The server will refuse this";
    REFUSE_TEXT = "Sent as it stands, this query gets an error for an answer:";
    KEY_TWICE = "{key} stands twice in this object, and only the last one counts.";
    UNREAD_TITLE = "This is not a query yet";
    UNREAD_TEXT = "What would be sent is the query as it stood before:";
    SEND_EARLIER = "Send the earlier query";
    SEND_ANYWAY = "Send anyway";
    BACK_TO_QUERY = "Back to the query";
    NOTHING_WRONG_NOW = "Nothing is wrong any more.";

    REPLY = "Reply";
    REPLY_ELSEWHERE = "This answer is from {from}. You work in {domain} now: send again to ask there.";
    REPLY_FROM_BEFORE = "{request}, asked before you left this page: {time}. Send again for what is there now.";
    NO_REPLY_YET = "Nothing to show yet. The answer will stand here.";
    TABLE = "Table";
    TREE = "Tree";
    RAW = "Raw";
    HEADERS = "Headers";
    ROWS = "Rows";
    SHOWING = "Showing {from}–{to} of {total}";
    SHOWING_NONE = "No rows";
    SHOWING_PAST = "No rows on this page: {total} in all";
    EMPTY_HINT = "No row matches. Drop a filter, or look at how each one is compared: filters are exact, upper and lower case matter.";
    PREVIOUS_PAGE = "Previous page";
    NEXT_PAGE = "Next page";
    ELAPSED = "{ms} ms";
    EMPTY_BODY = "The answer has no body.";
    TRACE_ID = "Trace id";
    THE_TRACE_ID = "trace id";
    NULL_VALUE = "null";
    SHOW_MORE = "Show {count} more";
    DETAILS = "Details";
    SERVER_SAYS = "The server says";

    CHANGE_TITLE = "Change live data?";
    CHANGE_IT = "Change it";
    KEEP_IT = "Keep it";
    CHANGE_TEXT = "{method} {path} changes data in the domain {domain}.";
    SESSION_TITLE = "Change your session?";
    CHANGE_TEXT_SESSION = "{method} {path} ends a token's session, not the browser's. No data changes.";
    CHANGE_TEXT_CHOICE = "{method} {path} changes the domain that the dashboard works in (the cookie takaro-domain). The server does not check it, and without it takes the first active one. This page stays in {domain} by its own header.";
    CHANGE_TEXT_ADMIN = "{method} {path} is administration: it changes the installation itself, whichever domain is chosen (now {domain}).";
    PATH_PARAMETERS = "In the path";
    QUERY_PARAMETERS = "In the query";
    HEADER_PARAMETERS = "In headers";
    BODY_JSON = "Body (JSON)";
    CONFIG_WRONG = "config.json is not as it should be: {why}";
    WRITES_LOCKED = "This explorer is set to read only: it sends no writes.";

    THEME = "Theme";
    THEME_SYSTEM = "As the system";
    THEME_DARK = "Dark";
    THEME_LIGHT = "Light";
    STORED_NOWHERE = "This browser stores nothing for this page, or no more: what you type and save is gone when you leave it.";
    STORED_HERE = "Drafts and settings stay in this browser. No token and no cookie is ever stored.";
    APP_LANGUAGE = "Language";
    API = "API";
    API_HINT = "Where this tab sends its requests; new tabs begin there too. The page begins anew with another choice.";
    APP_LANGUAGE_HINT = "Lessons, advice on queries and what the API itself says are in English in every language.";
    LANGUAGE_MISSING = "The words of this language could not be loaded, so the explorer speaks English. {words}";
    FORGET_DRAFTS = "Forget all drafts";
    FORGET_DRAFTS_TEXT = "What was typed into queries and forms goes from this browser and cannot be had back. Saved queries and the history stay.";
    FORGOTTEN = "Forgotten.";
    OPEN_NAVIGATION = "Open the list of operations";

    SAMPLE = "Sample from the schema";
    PAGE_TITLE = "{name} · {title}";

    COPY_THING = "Copy {thing}";
    COPY_REFUSED = "Not copied";
    COPY_REFUSED_HINT = "The browser does not let this page copy. Select the text and copy it by hand.";
    JSON_WHOLE = "the whole value";
    JSON_PATH = "path";
    JSON_VALUE = "value";
    ROWS_REGION = "Rows, scrollable";
    MORE_COLUMNS = "{count} more {count|column|columns}: see the tree.";
    SORT_BY_COLUMN = "Sort by {name}";
    EMPTY_TEXT = "empty text";
    FIELDS_TABLE = "Fields";
    NO_ANSWER_TITLE = "No answer";
    NO_ANSWER_WORDS = "No answer came back. What may explain it:";
    CANCELLED_TITLE = "Cancelled";
    ROW_COUNT = "{count} {count|row|rows}";
    ROW_COUNT_OF = "{count} {count|row|rows} of {total}";
    SHOWING_OPEN = "Showing {from}–{to}";
    BINARY_BODY = "{type}, {size}. It is not text, so it is not shown.";
    UNKNOWN_TYPE = "Bytes of an unknown type";
    DOWNLOAD = "Download";
    AS_SENT = "As sent";
    REPLY_PARTS = "Parts of the reply";
    HEADER_NAME = "Name";
    NO_HEADERS = "The browser lets this page see no header of this answer.";
    SCHEMA_ITEMS = "each item";
    SCHEMA_ITEM_N = "item {n}";
    SCHEMA_OTHERS = "any other name";
    SCHEMA_ALTERNATIVE_N = "alternative {n}";
    SCHEMA_ALSO = "and also";
    SCHEMA_NOT = "but not";
    SCHEMA_TOLD_BY = "told apart by";
    SCHEMA_READ_ONLY = "in answers only";
    SCHEMA_WRITE_ONLY = "in requests only";

    HISTORY_INTRO = "What you sent from this browser, with its replies. It stays in this browser; passwords and tokens are never kept, and the oldest goes when there is too much.";
    HISTORY_NONE = "Nothing is kept here. What you send comes here while a history is kept.";
    HISTORY_NONE_HERE = "Nothing was sent in this domain.";
    HISTORY_ELSEWHERE = "In others: {total} {total|request|requests}. Tick “All domains” to see them.";
    HISTORY_FORGET_TEXT = "{count} {count|request goes|requests go} from this browser, with the replies, and cannot be had back. Nothing changes on the server.";
    HISTORY_NO_MATCH = "Nothing matches “{text}”.";
    ERRORS_FIND = "Find an error: code, status or words";
    ERRORS_COUNT = "{count} of {total} {total|error|errors}";
    HISTORY_FIND = "Find in the history";
    HISTORY_KEEP = "Keep a history in this browser";
    HISTORY_FORGET = "Forget all";
    HISTORY_ALL_DOMAINS = "All domains";
    HISTORY_COUNT = "{count} of {total} {total|request|requests}";
    HISTORY_OPEN = "Open with these values";
    HISTORY_SENT = "Sent";
    HISTORY_REPLY = "Reply";
    HISTORY_NOT_KEPT = "The reply was not kept: it is large, or no JSON.";
    HISTORY_NO_ANSWER = "No answer seen";
    HISTORY_REFUSED = "This browser keeps no history here (IndexedDB is not to be had).";
    READING_REPLY = "Reading {size}…";
    IMAGE = "Image";
    IMAGE_BROKEN = "The browser cannot show this picture. What came stands under Raw, and can be saved there.";
    IMAGE_WORDS = "{width} × {height} pixels";
    COMPARE = "Compare";
    COMPARE_WITH = "Compare with";
    COMPARE_REPLY = "Reply {n}: {rows}, at {time}";
    COMPARE_COUNTS = "{added} added, {removed} removed, {changed} changed, {same} the same";
    COMPARE_BY = "Rows are known again by {key}.";
    COMPARE_BY_PLACE = "Rows have no id of their own, so they are compared place by place.";
    COMPARE_MOVED = "{count} {count|stands|stand} at another place.";
    COMPARE_NOTHING = "Nothing differs.";
    COMPARE_ADDED = "added";
    COMPARE_REMOVED = "removed";
    COMPARE_CHANGED = "changed";
    COMPARE_KIND = "Change";
    COMPARE_ROW = "Row";
    COMPARE_BEFORE = "Before";
    COMPARE_AFTER = "Now";
    HEADERS_SAME_ORIGIN = "All headers that came, but for Set-Cookie, which no page may see.";
    HEADERS_OTHER_ORIGIN = "The API is on another origin ({api}), so the browser shows this page only a few plain headers, such as Content-Type, and those that the API names in Access-Control-Expose-Headers: for Takaro that is X-Trace-Id.";
    TREE_SEARCH = "Find in the tree";
    TREE_MATCHES = "{count} {count|place|places}";
    TREE_MATCHES_MORE = "{count} places, and more";
    TREE_NO_MATCH = "Nothing matches.";
    FOLD_ALL = "Fold all";
    COLUMNS = "Columns";
    COLUMNS_HIDDEN = "Columns ({count} hidden)";
    COLUMNS_ALL_HIDDEN = "All columns are hidden.";
    COLUMNS_RESET = "All columns as they came";
    PIXELS = "px";
    COLUMN_WIDTH = "Width of {name} in pixels";
    TIMES_UTC = "Times in UTC";
    MOMENT_TITLE = "{local} here, {utc} in UTC; sent as {text}";
    MOVE_LEFT = "Left";
    MOVE_RIGHT = "Right";
    PIN = "Pin";
    UNPIN = "Unpin";
    FLATTEN = "Open into columns";
    UNFLATTEN = "Close into one";
    SUMMARY = "Summary";
    SUMMARY_OF = "Summary of {name}";
    SUMMARY_READING = "Reading {name}…";
    SUMMARY_ROWS = "Rows";
    SUMMARY_DISTINCT = "Different values";
    SUMMARY_NULLS = "null";
    SUMMARY_ABSENT = "Not there";
    SUMMARY_EMPTY = "Empty text";
    SUMMARY_TOP = "Most frequent";
    SUMMARY_NUMBERS = "From {least} to {most}, median {median}, mean {mean}";
    SUMMARY_MOMENTS = "From {first} to {last}";

    ERRORS = "Error codes";
    ERRORS_INTRO = "Every way in which a request can fail, what it comes from, and what to do about it.";
    ERRORS_SERVER = "Said by Takaro";
    ERRORS_SERVER_HINT = "The answer carries the code in meta.error, with a message and often with details, place by place.";
    ERRORS_BETWEEN = "Said by something in between";
    ERRORS_BETWEEN_HINT = "A proxy, or a server without such a route. Their pages are shown as text, never as a page.";
    ERRORS_PAGE = "No answer, or not the whole";
    ERRORS_PAGE_HINT = "These codes are the explorer's own.";
    ERROR_CAUSES = "What it comes from";
    ERROR_REMEDY = "What to do";
    ERROR_MORE = "About this error code";
    ERROR_LACKING = "You lack {permissions} in this domain. An administrator of the domain can give you a role with it.";
    ERROR_HAVING = "You have every permission that this operation names ({permissions}), so look at the domain and the token.";
    ERROR_ADMIN_WRONG = "The admin token is not the right one";
    ERROR_ADMIN_TITLE = "The admin token is wanted";
    ERROR_ADMIN = "Administration wants the admin token: put it into the box above. A dashboard session is refused here.";
    ERROR_KEPT = "Nothing that you typed is lost.";
    ERROR_WAIT = "Send again in {time}.";
    ERROR_WAIT_GUESSED = "Send again in {time}. How long the server wants to be left alone it does not tell this page: this is a guess.";
    ERROR_GO = "Go to {place}";

    EXPORT_ALL = "Export all pages";
    EXPORT_THESE = "Export these rows";
    EXPORT_FORMAT = "Format";
    EXPORT_FORMAT_CSV = "a table for spreadsheets";
    EXPORT_FORMAT_NDJSON = "one row of JSON a line";
    EXPORT_FORMAT_JSON = "one list";
    EXPORT_GUARD = "Make formulas harmless";
    EXPORT_GUARD_HINT = "A cell that begins with = + - or @ gets an apostrophe in front, so that no spreadsheet runs what a player typed.";
    EXPORT_LIMIT = "Rows per request";
    EXPORT_SORT_HINT = "Rows come sorted by {key}, for only in a fixed order can no row slip between two pages; a row that comes twice is kept once.";
    EXPORT_UNSORTED_HINT = "These rows have no id to sort by, so whether all of them came cannot be known for certain; the result says so.";
    EXPORT_TOTAL = "{count} {count|row|rows} at present.";
    EXPORT_START = "Start export";
    EXPORT_REGION = "Export: {title}";
    EXPORT_ROWS = "{rows} of {total} {total|row|rows}";
    EXPORT_ROWS_OPEN = "{rows} {rows|row|rows}";
    EXPORT_RATE = "{rate} {rate|row|rows} a second";
    EXPORT_LEFT = "about {time} left";
    EXPORT_READING = "Reading pages";
    EXPORT_WAITING = "{why}: asking again in {time}";
    EXPORT_PAUSED = "Paused. What came is kept, after a reload too.";
    EXPORT_PAUSED_PAGES = "Paused. {count} {count|page is|pages are} kept.";
    EXPORT_STOPPED = "Stopped. What came is kept.";
    EXPORT_ANEW = "Halted so soon after its start that nothing is kept: it begins anew.";
    EXPORT_LEAVING = "Being removed…";
    EXPORT_ELSEWHERE = "This export runs in another tab of this browser.";
    EXPORT_WRITING = "Writing the file: {done} of {count} {count|page|pages}";
    EXPORT_DONE = "Done";
    EXPORT_DOUBTS = "Not certain";
    EXPORT_IN_MEMORY = "This window keeps nothing after a reload.";
    EXPORT_PAUSE = "Pause";
    EXPORT_RESUME = "Resume";
    EXPORT_SAVE = "Download again";
    EXPORT_PROGRESS = "Rows exported";
    WRONG_REQUIRED = "This is required.";
    WRONG_NULL = "null is not allowed here.";
    WRONG_NUMBER = "This is not a number.";
    WRONG_WHOLE = "Only whole numbers are allowed.";
    WRONG_BELOW = "At least {limit}.";
    WRONG_NOT_ABOVE = "More than {limit}.";
    WRONG_ABOVE = "At most {limit}.";
    WRONG_NOT_BELOW = "Less than {limit}.";
    WRONG_MULTIPLE = "A multiple of {limit}.";
    WRONG_SHORT = "At least {limit} {limit|character|characters}.";
    WRONG_LONG = "At most {limit} {limit|character|characters}.";
    WRONG_PATTERN = "This does not match {limit}.";
    WRONG_FORMAT = "This is not a {limit}.";
    WRONG_JSON_TEXT = "This is no JSON, such as {limit}.";
    WRONG_NOT_ALLOWED = "This is none of the allowed values.";
    WRONG_FEW = "At least {limit} {limit|item|items}.";
    WRONG_MANY = "At most {limit} {limit|item|items}.";
    WRONG_FEW_PARTS = "At least {limit} {limit|name|names}.";
    WRONG_MANY_PARTS = "At most {limit} {limit|name|names}.";
    WRONG_TWICE = "No item may come twice.";
    WRONG_NO_NAME = "It needs a name.";
    WRONG_NAME_TWICE = "The name {limit} comes twice; the first one is sent.";
    WRONG_UNKNOWN_NAME = "The API knows no such name here.";
    WRONG_JSON = "This is not JSON: {limit}";
    WRONG_TYPE = "The API wants another kind of value here: {limit}.";
    WRONG_NOTHING = "Nothing may stand here.";
    FORMAT_AS = "{format} (as {example})";
    OR = "or";
    SERVER_SAID = "The server: {words}";
    NOT_SENT = "not sent";
    CHOOSE = "choose";
    EMPTY_SENT = "sent as empty text";
    MORE_FOR = "More for {name}";
    SEND_EMPTY = "Send empty text";
    SEND_NULL = "Send null";
    SEND_NOT = "Do not send";
    USE_VALUE = "Use {value}";
    USE_DEFAULT = "Use the default {value}";
    EDIT_AS_JSON = "Edit as JSON";
    USE_INPUTS = "Use inputs";
    FILL_IN = "Fill in {name}";
    ADD_ITEM = "Add an item to {name}";
    ADD_NAME = "Add a name";
    ITEM_N = "{name} {n}";
    NAME = "Name";
    MOVE_UP = "Move {name} up";
    MOVE_DOWN = "Move {name} down";
    REMOVE_THING = "Remove {name}";
    KIND_OF = "Kind of {name}";
    PICK_TIME = "Pick {name} by calendar";
    TIDY = "Tidy";
    TYPE_STRING = "text";
    TYPE_NUMBER = "number";
    TYPE_INTEGER = "whole number";
    TYPE_BOOLEAN = "yes or no";
    TYPE_OBJECT = "names and values";
    TYPE_ARRAY = "list";
    FORM = "Form";
    BODY_VIEWS = "Ways to write the body";
    BODY_TYPE = "Body type";
    NO_BODY = "No body";
    BODY_BROKEN = "The JSON is not sound yet, so the form shows it as it was before: {message}";
    BODY_NOT_SENT = "The document describes a body. With {method} none is sent from here.";
    UNDESCRIBED_BODY = "The document describes no body here. If the server wants one, choose its type.";
    BODY_TEXT = "Body (text)";
    PARTS = "Parts";
    ADD_TEXT_PART = "Add a text";
    ADD_FILE_PART = "Add a file";
    PART_NAME = "Part's name";
    PART_TEXT = "Text of {name}";
    FILE_FOR = "File for {name}";
    NO_FILE = "no file";
    DROP_FILE = "Drop a file here, or choose one.";
    FILE_CHOSEN = "{name}, {size}";
    UPLOADED = "{percent} % of {size} sent";
    UPLOADED_OPEN = "{size} sent";
    FLAWS_TITLE = "The API may refuse this";
    FLAWS_TEXT = "Sent as it stands, this gets an error for an answer:";
    FLAWS_SEND = "Send it as it is";
    FLAWS_BACK = "Back to the form";
    FLAW_COUNT = "{count} to mend";
    LOOKING_AT_PRESENT = "Looking at what is there now…";
    FILL_PRESENT = "Fill in the present record";
    PRESENT_STALE = "Something was changed here before the present record came, so nothing was filled in.";
    PRESENT_NOT_READ = "The present record could not be read: {why}";
    WILL_SEND = "What is sent";
    WILL_REMOVE = "What is removed";
    REFERENCE_MISSING = "There is no {kind} with this id in {domain}.";
    REMOVED_UNKNOWN = "What would be removed could not be read: {why}";
    WILL_CHANGE = "What changes";
    CHANGES_NOTHING = "Nothing differs from the present record.";
    NOW_COLUMN = "Now";
    THEN_COLUMN = "Then";
    ABSENT_NOW = "not there";
    LISTED = "{field}: {names}.";
    LISTED_MORE = "{field}: {names} and {count} more.";
    LISTED_MISSING = "{field}: {count} of {of} {of|id is|ids are} of no row here.";
    ROWS_NAMED = "{count} {count|row is|rows are} named in the body.";
    ROWS_AT_MOST = "This concerns a whole collection: at most the {count} {count|row|rows} in it now, for what is sent may leave some out.";
    ROWS_ONE = "One record stands there now.";
    ROWS_NO_WAY = "How many rows this concerns cannot be told beforehand: the document has no search and no list of them.";
    ROWS_NOT_COUNTED = "How many rows this concerns could not be counted: {why}";
    ROWS_IN_ALL = "This concerns a whole collection: {count} {count|row stands|rows stand} in it now.";
    DOMAIN_ELSEWHERE = "The dashboard works in {other}. This change goes to {domain}.";
    PERSON_SWITCHED = "{person} is signed in here by now, so nothing was sent. Look at it again, then send.";
    DOMAIN_RESTS = "{domain} rests ({state}). What is sent to it the server does in another of your domains, without a word.";
    DOMAIN_SWITCHED = "The domain was switched to {domain} meanwhile, so nothing was sent. Look at it again, then send.";
    INSTALLATION = "the whole installation";
    LOCKED = "Reads only: writes to {domain} are locked on this browser.";
    LOCKED_SEND = "Reads only: nothing was sent. “{unlock}” lifts the lock.";
    UNLOCK = "Allow writes to {domain}";
    UNLOCKED = "Writes to {domain} are allowed on this browser.";
    READS_ONLY = "Reads only";
    WRITES_OPEN = "Writes allowed";
    AUTH_TITLE = "Other ways to sign in";
    AUTH_HINT = "For when the dashboard's session is not at hand. A token stays in the memory of this page: it is stored nowhere, gone with a reload, and sent to {api} only.";
    TOKEN_BEARER = "Bearer token";
    TOKEN_TAKARO = "x-takaro-token";
    TOKEN_ADMIN = "Admin token";
    TOKEN_ADMIN_HINT = "Sent with operations marked “Admin only” and with no other.";
    TOKEN_SET = "In memory, {count} {count|character|characters}";
    FORGET_TOKEN = "Forget {name}";
    FORGET_TOKENS = "Forget all tokens";
    LACKING_ADMIN = "Without the admin token the server will answer 401.";
    CODE_OF_REQUEST = "Code for this request";
    CODE_SECRETS = "It reads your log-in from the environment: no secret stands in it.";
    PICK_BY_NAME = "Type a name to find it";
    NOT_LOOKED_UP = "Could not be looked up: {why}";

    KEY_CTRL = "Ctrl";
    KEY_SHIFT = "Shift";
    KEY_ENTER = "Enter";
    LOCALE = "en";
    THOUSANDS = ",";
    DECIMALS = ".";
    BYTES = "{n} bytes";
    KILOBYTES = "{n} KB";
    MEGABYTES = "{n} MB";
    MILLISECONDS = "{n} ms";
    SECONDS = "{n} {n|second|seconds}";
    MINUTES = "{n} {n|minute|minutes}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::LANGUAGES;
    use std::collections::BTreeSet;

    #[test]
    fn braces_are_filled_once() {
        assert_eq!(tf(SHOWING, &[("from", "1"), ("to", "10"), ("total", "42")]), "Showing 1–10 of 42");
        assert_eq!(tf(NO_OPERATION, &[("text", "{text} {x}")]), "No operation matches “{text} {x}”.");
        assert_eq!(tf(SHOWING, &[]), "Showing {from}–{to} of {total}");
    }

    #[test]
    fn one_is_told_from_many() {
        assert_eq!((rows(1), rows(0), rows(6_000)), ("1 row".into(), "0 rows".into(), "6,000 rows".into()));
        assert_eq!(tf(WRONG_SHORT, &[("limit", "1")]), "At least 1 character.");
        assert_eq!(
            (time(1_000), time(1_500), size(12_595)),
            ("1 second".into(), "1.5 seconds".into(), "12.3 KB".into())
        );
    }

    #[test]
    fn every_translation_is_whole_and_fills_in_the_same() {
        // The names in braces, each once: a translation may repeat one, for its own singular and plural.
        let filled = |text: &str| -> BTreeSet<String> {
            let inside = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            inside.map(|(inside, _)| inside.split('|').next().unwrap_or_default().to_string()).collect()
        };
        for (code, text) in translations() {
            let words: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&text).expect("a translation is a JSON object");
            let mut wrong: Vec<String> = words
                .keys()
                .filter(|name| *name != "SENTENCES" && !WORDS.iter().any(|(known, _)| known == name))
                .map(|name| format!("{name} is no message"))
                .collect();
            for (name, english) in WORDS {
                match words.get(*name).and_then(|text| text.as_str()) {
                    None | Some("") => wrong.push(format!("{name} has no words")),
                    Some(text) if filled(text) != filled(english) => {
                        wrong.push(format!("{name} fills in {:?}, not {:?}", filled(text), filled(english)));
                    }
                    Some(text) if text.matches('|').count() % 2 != 0 => {
                        wrong.push(format!("{name} chooses among one or three: {text}"));
                    }
                    Some(_) => {}
                }
            }
            assert!(wrong.is_empty(), "{code}: {wrong:#?}");
            let count = |name: &str| words[name].as_str().map_or(0, |text| text.split(' ').count());
            assert_eq!((count("MONTHS"), count("WEEKDAYS")), (12, 7), "{code}");
            // serde_json keeps the last of two: the text itself tells whether there were two.
            for name in words.keys() {
                assert_eq!(text.matches(&format!("\n  \"{name}\":")).count(), 1, "{code}: {name}");
            }
        }
    }

    #[test]
    fn every_translation_knows_what_the_client_says() {
        use client::export::{Export, Job};
        use client::{ApiError, FieldError, Hint, Request, SendError};
        let mut english: BTreeSet<String> = BTreeSet::new();
        for one in client::codes::ALL {
            english.extend(
                [one.title, one.what_to_do].into_iter().chain(one.causes.iter().copied()).map(String::from),
            );
        }
        let api = || "https://api.example".to_string();
        let codes = client::codes::ALL.iter().map(|one| one.code);
        let messages = [
            "",
            "Invalid pagination",
            "Invalid pagination: limit must be less than or equal to 1000",
            "Invalid pagination: page must be greater than or equal to 1",
            "The answer is nested too deep",
            "Not allowed by CORS",
            "in maintenance",
            "Domain is disabled",
            "values must be arrays",
            "Invalid JSON",
            "time range",
        ];
        for code in codes {
            for (status, message) in (300..600).map(|status| (status, "")).chain(messages.map(|it| (400, it)))
            {
                for rule in ["", "isUuid", "whitelistValidation"] {
                    for retry_after_ms in [None, Some(1_000), Some(30_000), Some(150_000)] {
                        let field = FieldError {
                            path: vec!["filters".into(), "x".into()],
                            rule: rule.into(),
                            message: String::new(),
                            value: None,
                        };
                        let fields = if rule.is_empty() { Vec::new() } else { vec![field] };
                        let error = ApiError {
                            code: code.into(),
                            status,
                            message: message.into(),
                            fields,
                            retry_after_ms,
                            ..ApiError::default()
                        };
                        let told = error.explain();
                        english.extend([told.title, told.what_to_do]);
                        for method in [client::Method::Get, client::Method::Post] {
                            english.insert(error.explain_to(&Request::new(method, api()), false).what_to_do);
                        }
                    }
                }
            }
        }
        let hints = [
            Hint::Offline,
            Hint::MixedContent,
            Hint::Unreadable("limit goes from 1 to 1000, not 5000.".into()),
            Hint::CrossOrigin { page: "https://page.example".into(), api: api() },
            Hint::Forbidden { api: api() },
            Hint::Unreachable { api: api() },
        ];
        english.extend(hints.iter().map(ToString::to_string));
        let failures = [
            SendError::Cancelled,
            SendError::Timeout { after_ms: 30_000 },
            SendError::NoAnswer { detail: String::new(), hints: Vec::new() },
            SendError::Redirected { from: api(), to: None },
            SendError::CutOff,
            SendError::TooLarge { limit: 1 << 20, size: 3 << 20 },
            SendError::TooLong { status: 200, size: 100 << 20, file: None },
        ];
        english.extend(failures.iter().map(ToString::to_string));
        for paged in [true, false] {
            let job = Job { paged, ..Job::new(&Request::new(client::Method::Get, api()), 0) };
            let told = Export::new(job).statement();
            english.extend(told.doubts.into_iter().chain([told.words]));
        }
        for (code, text) in translations() {
            let words = serde_json::from_str(&text).expect("a translation is a JSON object");
            let sentences = sentences_of(&words);
            let unknown: Vec<&String> = english.iter().filter(|one| say(&sentences, one) == **one).collect();
            assert!(unknown.is_empty(), "{code}: {unknown:#?}");
            for (english, text) in &sentences {
                assert_eq!(english.matches("{}").count(), text.matches("{}").count(), "{code}: {text}");
            }
        }
    }

    #[test]
    fn a_sentence_is_said_with_what_fills_it() {
        let pairs = [
            ("{} of {}, {}, total unchanged", "{} von {}, {}, gleich"),
            ("{} rows", "{} Zeilen"),
            ("Free again in {}.", "Frei in {}."),
            ("1 second", "1 Sekunde"),
        ];
        let sentences = pairs.map(|(english, german)| (english.to_string(), german.to_string()));
        let words = serde_json::json!({ "THOUSANDS": "." });
        translate(words.as_object().expect("an object"));
        assert_eq!(
            say(&sentences, "5,000 of 5,000 rows, 0 found, total unchanged"),
            "5.000 von 5.000 Zeilen, 0 found, gleich"
        );
        translate(&serde_json::Map::new());
        assert_eq!(say(&sentences, "Free again in 1 second."), "Frei in 1 Sekunde.");
        assert_eq!(say(&sentences, "Something else."), "Something else.");
        assert_eq!(say(&[], "5,000"), "5,000");
    }

    #[test]
    fn every_translation_can_be_chosen() {
        let files: BTreeSet<String> = translations().into_iter().map(|(code, _)| code).collect();
        let offered = LANGUAGES.iter().skip(1).map(|(code, ..)| code.to_string()).collect();
        assert_eq!(files, offered);
    }

    fn translations() -> Vec<(String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/locales");
        let files = std::fs::read_dir(folder).expect("the translations are there");
        files
            .map(|file| {
                let path = file.expect("a translation can be read").path();
                let code = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
                (code, std::fs::read_to_string(path).expect("a translation is text"))
            })
            .collect()
    }

    #[test]
    fn a_translation_may_be_partial() {
        let words = serde_json::json!({ "SEND": "Senden", "NONSENSE": "x", "COPY": 5 });
        translate(words.as_object().expect("an object"));
        assert_eq!((t(SEND), t(COPY)), ("Senden".to_string(), "Copy".to_string()));
        let words = serde_json::json!({ "THOUSANDS": ".", "DECIMALS": ",", "MEGABYTES": "{n} MByte" });
        translate(words.as_object().expect("an object"));
        assert_eq!((number(6_000), size(1_572_864)), ("6.000".to_string(), "1,5 MByte".to_string()));
        translate(&serde_json::Map::new());
    }
}
