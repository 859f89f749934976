//! Exports of all pages: they run beside whatever the person does meanwhile, and go on after a reload.
//!
//! Each has a folder of its own with its job, its pages as they came, and in the end the file. What to do is decided in
//! [`client::export`]; here it is done.

use super::config::{origin, use_config};
use super::credentials::{Credentials, Token, use_credentials};
use super::files::{self, Folder, Lock, Pieces, Writing};
use super::session::{SessionState, use_session};
use crate::ui::{breathe, save_blob};
use client::SendError;
use client::export::{
    After, Export, Format, Held, Job, Next, Progress, Rate, Statement, StoredPage, Writer, kept_files,
    kept_pages,
};
use client::url::{origin as origin_of, same_origin};
use js_sys::Promise;
use leptos::prelude::*;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::Blob;

const FOLDER: &str = "exports";
const JOB: &str = "job.json";
const DONE: &str = "done.json";
/// How often a folder that goes is tried to be removed.
const REMOVED_WITHIN: usize = 100;
/// Requests under way at once: while one page is kept, the next are on their way. With two an export of answers that come at
/// once was at 84 to 89 of 100 parts of a bare loop's speed, and waited for the line now and then.
const UNDER_WAY: usize = 3;
/// So many files may wait to be written before the next page is asked for, so that memory holds a few pages and no more.
const UNKEPT: usize = 2;
/// Pages wait so long for others to be kept with, in milliseconds: to begin a file and to end it takes longer than to write it.
/// What came in this while is asked for again where the page is left.
const TOGETHER_MS: i32 = 500;
/// How far an export is shows no more often, in milliseconds: to draw that for each page took as long as to read it.
const SHOWN_MS: i32 = 250;
/// So many bytes of pages do not wait any longer, and so much of the file is written at once.
const TOGETHER: usize = 4 * 1024 * 1024;
/// So long after its start an export keeps no pages, in milliseconds, and the browser holds what there is of its file: one that
/// is done by then hands its file over, and writes it behind that. What came in this while is asked for again where the page is
/// left, and where pages turn out to be needed that memory did not hold any more.
const YOUNG_MS: i32 = 3_000;
/// One with so many bytes keeps its pages sooner.
const YOUNG: usize = 64 * 1024 * 1024;
/// So many pages may wait for one in front of them, which a busy server may put off for minutes, before the file is left to
/// be written in the end: memory would hold all that come meanwhile.
const EARLY: usize = 8;
/// What an export keeps goes so long after it began: pages, to go on with, and a finished file, for another download.
const KEPT_MS: i64 = 7 * 24 * 3_600_000;
/// Why an export does not go on with other tokens than it began with, or as another person.
const AS_ANOTHER: &str = "Requests would no longer go as the first ones did: a token was changed, or someone else signed in. Undo that and resume, or start another export.";
/// So long after the app begins it looks for what is older: nothing a person waits for is on its way then.
const SWEPT_AFTER: Duration = Duration::from_secs(5);

/// Where an export stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Pages are coming.
    Reading,
    /// A page is asked for again at a moment, in milliseconds since 1970; why, in a few words.
    Waiting(i64, String),
    /// The person said so, or the page was left: what came is kept.
    Paused,
    /// It cannot go on by itself; why. What came is kept.
    Stopped(String),
    /// It goes on in another tab.
    Elsewhere,
    /// The file is being written: pages done, and all of them.
    Writing(u64, u64),
    /// The file is there.
    Done(Statement),
    /// All that is kept of it is being removed.
    Leaving,
}

/// What can be done with an export: its phase without what changes from second to second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It goes on by itself.
    Running,
    /// It goes on when the person says so.
    Halted,
    /// It goes on in another tab.
    Elsewhere,
    /// The file is there.
    Done,
    /// Nothing any more.
    Leaving,
}

/// How far it is and how fast it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    /// Rows.
    pub progress: Progress,
    /// Pages that were kept before, where their rows were not counted yet.
    pub pages_kept: u64,
    /// Rows a second.
    pub per_second: Option<f64>,
    /// Milliseconds left.
    pub left_ms: Option<u64>,
    /// Whether nothing of it is kept, so that it begins anew.
    pub anew: bool,
}

/// One export.
#[derive(Clone)]
pub struct OneExport {
    inner: Rc<Inner>,
}

struct Inner {
    job: Job,
    /// Tokens are put on each request as it goes, and kept nowhere.
    credentials: Credentials,
    session: SessionState,
    api: String,
    phase: ArcRwSignal<Phase>,
    stage: ArcMemo<Stage>,
    pace: ArcRwSignal<Pace>,
    /// Whether the pace was shown a moment ago, and what it came to be since.
    shown: Cell<bool>,
    unshown: Cell<Option<Pace>>,
    lasts: ArcRwSignal<bool>,
    /// Of the present run: a later one makes an earlier one end.
    run: Cell<u32>,
    /// Runs of this page that have not ended, each of which holds the lock or waits for it.
    runs: Cell<u32>,
    abort: RefCell<Option<web_sys::AbortController>>,
    /// Whether it waits for another tab to let go of it.
    watches: Cell<bool>,
    /// What it is listed in.
    list: List,
    /// Whether the file was handed to the person without being asked for: once.
    handed: Cell<bool>,
    /// Whether it was just started, so that nothing of it can be kept.
    fresh: Cell<bool>,
    /// The token by which its domain is, where nobody can say which that is: kept nowhere but here.
    takaro: RefCell<Option<String>>,
    /// The file, until it is written.
    file: RefCell<Option<Blob>>,
}

type List = RwSignal<Vec<OneExport>, LocalStorage>;

/// The exports' context.
#[derive(Clone, Copy)]
pub struct Exports {
    list: List,
    looked: StoredValue<bool>,
    credentials: Credentials,
    session: SessionState,
    api: StoredValue<String>,
}

/// Makes the exports known.
pub fn provide_exports() {
    set_timeout(|| spawn_local(sweep()), SWEPT_AFTER);
    provide_context(Exports {
        list: RwSignal::new_local(Vec::new()),
        looked: StoredValue::new(false),
        credentials: use_credentials(),
        session: use_session(),
        api: StoredValue::new(use_config().api(&origin())),
    });
}

/// Removes what exports have kept for too long, wherever in the app a person is. The names tell: nothing is read.
async fn sweep() {
    let Some(folder) = files::left(FOLDER).await else { return };
    for name in folder.names().await {
        // One that still runs is its tab's to end.
        if is_old(&name, super::now())
            && let Some(_lock) = files::lock(&lock_name(&name), false).await
        {
            folder.remove(&name).await;
        }
    }
}

/// Whether an export of that name began so long ago that nothing of it is kept.
fn is_old(name: &str, now: i64) -> bool {
    let begun = name.split_once('-').and_then(|(begun, _)| begun.parse::<i64>().ok());
    begun.is_some_and(|begun| begun.saturating_add(KEPT_MS) < now)
}

/// The exports, where the app has them.
pub fn use_exports() -> Option<Exports> {
    use_context()
}

impl Exports {
    /// The exports of an operation by this person, the latest first; tracked.
    pub fn of(&self, operation: &str, person: Option<&str>) -> Vec<OneExport> {
        self.look();
        self.list.with(|list| {
            let mine = |one: &&OneExport| {
                // One of another API would go on with that one's session.
                let url = &one.job().url;
                let api = self.api.with_value(|api| origin_of(url).is_none() || same_origin(url, api));
                one.job().operation == operation
                    && api
                    && one.job().person.as_deref().is_none_or(|id| Some(id) == person)
            };
            list.iter().rev().filter(mine).cloned().collect()
        })
    }

    /// Begins one.
    pub fn start(&self, mut job: Job) -> OneExport {
        let now = super::now();
        job.started_ms = now;
        job.id = format!("{now}-{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
        let one = self.one(job, Phase::Reading, Pace::default());
        self.list.update(|list| list.push(one.clone()));
        one.inner.fresh.set(true);
        one.inner.takaro.replace(one.unknown_domain());
        one.resume();
        one
    }

    fn one(&self, job: Job, phase: Phase, pace: Pace) -> OneExport {
        OneExport::new(job, phase, pace, self)
    }

    /// Stops it and removes all that is kept of it. It is listed until that is done: what a run has begun to write
    /// would else be found by the next page, as an export that nobody asked for.
    ///
    /// What another tab runs is that tab's to end.
    pub fn remove(&self, one: &OneExport) {
        one.halt();
        one.inner.phase.set(Phase::Leaving);
        let (one, list) = (one.clone(), self.list);
        // A run of this page lets go of the lock in a moment.
        let patient = one.inner.runs.get() > 0;
        spawn_local(async move {
            let id = &one.job().id;
            let Some(lock) = files::lock(&lock_name(id), patient).await else {
                return one.is_elsewhere();
            };
            if let Ok(folder) = files::root().await.folder(FOLDER).await {
                // Without its job a folder that the browser would not remove yet is removed by the next page.
                if let Ok(inside) = folder.folder(id).await {
                    inside.remove(JOB).await;
                }
                // A browser refuses for a moment, while it still ends a file that was given up.
                for _ in 0..REMOVED_WITHIN {
                    folder.remove(id).await;
                    if !folder.names().await.contains(id) {
                        break;
                    }
                    pause(50).await;
                }
            }
            let _ = list.try_update(|list| list.retain(|other| other.job().id != *id));
            drop(lock);
        });
    }

    /// Looks once for what an earlier page left.
    fn look(&self) {
        if self.looked.get_value() {
            return;
        }
        self.looked.set_value(true);
        let (list, exports) = (self.list, *self);
        spawn_local(async move {
            let Ok(folder) = files::root().await.folder(FOLDER).await else { return };
            for name in folder.names().await {
                let known = list
                    .try_with_untracked(|list| list.iter().any(|one| one.job().id == name))
                    .unwrap_or(true);
                if known {
                    continue;
                }
                match kept(&folder, &name).await {
                    Some((job, phase, pace)) => {
                        let held =
                            phase == Phase::Paused && files::lock(&lock_name(&name), false).await.is_none();
                        let one = exports.one(job, phase, pace);
                        // Not paused, where another tab holds it.
                        if held {
                            one.is_elsewhere();
                        }
                        let _ = list.try_update(|list| list.insert(0, one));
                    }
                    // What another tab begins has no job yet.
                    None => {
                        if let Some(_lock) = files::lock(&lock_name(&name), false).await {
                            folder.remove(&name).await;
                        }
                    }
                }
            }
        });
    }
}

/// What an earlier page left under a name; `None` where that is of no more use.
async fn kept(folder: &Folder, name: &str) -> Option<(Job, Phase, Pace)> {
    let folder = folder.folder(name).await.ok()?;
    let written: Value = serde_json::from_str(&folder.read(JOB).await.ok()?).ok()?;
    let job = Job::from_json(&written)?;
    if job.started_ms + KEPT_MS < super::now() {
        return None;
    }
    let names = folder.names().await;
    let pages = names.iter().filter_map(|name| kept_pages(name));
    let pages_kept = pages.map(|pages| pages.count() as u64).sum();
    let mut pace = Pace { pages_kept, ..Pace::default() };
    let phase = match folder.read(DONE).await.ok().and_then(|text| serde_json::from_str::<Value>(&text).ok())
    {
        Some(done) => {
            // The page that finished it may have been left before it was through.
            drop_pages(&folder).await;
            pace.progress.rows = done["rows"].as_u64().unwrap_or_default();
            let doubts = done["doubts"].as_array().cloned().unwrap_or_default();
            Phase::Done(Statement {
                words: done["words"].as_str().unwrap_or_default().into(),
                doubts: doubts.iter().filter_map(|words| words.as_str().map(String::from)).collect(),
            })
        }
        // The secret that it asked with is kept nowhere.
        None if written["cut"] == true => return None,
        None => {
            pace.anew = pages_kept == 0;
            Phase::Paused
        }
    };
    Some((job, phase, pace))
}

/// Removes the pages of an export whose file is there.
async fn drop_pages(folder: &Folder) {
    for name in folder.names().await.iter().filter(|name| kept_pages(name).is_some()) {
        folder.remove(name).await;
    }
}

fn lock_name(id: &str) -> String {
    format!("takaro-export-{id}")
}

impl OneExport {
    fn new(job: Job, phase: Phase, pace: Pace, exports: &Exports) -> OneExport {
        let phase = ArcRwSignal::new(phase);
        let of = phase.clone();
        let stage = ArcMemo::new(move |_| match of.get() {
            Phase::Reading | Phase::Waiting(..) | Phase::Writing(..) => Stage::Running,
            Phase::Paused | Phase::Stopped(_) => Stage::Halted,
            Phase::Elsewhere => Stage::Elsewhere,
            Phase::Done(_) => Stage::Done,
            Phase::Leaving => Stage::Leaving,
        });
        OneExport {
            inner: Rc::new(Inner {
                job,
                credentials: exports.credentials,
                session: exports.session,
                api: exports.api.get_value(),
                phase,
                stage,
                pace: ArcRwSignal::new(pace),
                shown: Cell::new(false),
                unshown: Cell::new(None),
                lasts: ArcRwSignal::new(true),
                run: Cell::new(0),
                runs: Cell::new(0),
                abort: RefCell::new(None),
                watches: Cell::new(false),
                list: exports.list,
                handed: Cell::new(false),
                fresh: Cell::new(false),
                takaro: RefCell::default(),
                file: RefCell::new(None),
            }),
        }
    }

    /// What is exported.
    pub fn job(&self) -> &Job {
        &self.inner.job
    }

    /// Where it stands, tracked.
    pub fn phase(&self) -> Phase {
        self.inner.phase.get()
    }

    /// What can be done with it, tracked.
    pub fn stage(&self) -> Stage {
        self.inner.stage.get()
    }

    /// Whether what came outlives the page, tracked.
    pub fn lasts(&self) -> bool {
        self.inner.lasts.get()
    }

    /// How far it is, tracked.
    pub fn pace(&self) -> Pace {
        self.inner.pace.get()
    }

    /// Shows how far it is: at once, but not again for a moment. What came meanwhile is shown behind it.
    fn show(&self, pace: Pace) {
        if self.inner.shown.get() {
            return self.inner.unshown.set(Some(pace));
        }
        self.inner.pace.set(pace);
        self.inner.shown.set(true);
        let one = self.clone();
        spawn_local(async move {
            pause(SHOWN_MS).await;
            one.inner.shown.set(false);
            if let Some(pace) = one.inner.unshown.take() {
                one.show(pace);
            }
        });
    }

    /// Stops it for a while; what came is kept.
    pub fn pause(&self) {
        self.halt();
        self.inner.phase.set(Phase::Paused);
    }

    fn halt(&self) {
        self.inner.run.set(self.inner.run.get() + 1);
        if let Some(abort) = self.inner.abort.borrow_mut().take() {
            abort.abort();
        }
    }

    /// Says that another tab runs it, until that tab lets go of it: then it is what that tab made of it.
    fn is_elsewhere(&self) {
        let _ = self.inner.phase.try_set(Phase::Elsewhere);
        if self.inner.watches.replace(true) {
            return;
        }
        let one = self.clone();
        spawn_local(async move {
            let id = &one.job().id;
            let lock = files::lock(&lock_name(id), true).await;
            one.inner.watches.set(false);
            if lock.is_none() || one.inner.phase.try_get_untracked() != Some(Phase::Elsewhere) {
                return;
            }
            let Ok(folder) = files::root().await.folder(FOLDER).await else { return };
            match kept(&folder, id).await {
                Some((_, phase, pace)) => {
                    let _ = one.inner.pace.try_set(pace);
                    let _ = one.inner.phase.try_set(phase);
                }
                None => {
                    folder.remove(id).await;
                    let _ = one.inner.list.try_update(|list| list.retain(|other| other.job().id != *id));
                }
            }
        });
    }

    /// Goes on behind what is kept.
    pub fn resume(&self) {
        self.halt();
        let number = self.inner.run.get();
        let abort = web_sys::AbortController::new().ok();
        *self.inner.abort.borrow_mut() = abort;
        self.inner.phase.set(Phase::Reading);
        let one = self.clone();
        // An earlier run of this page ends soon, and is no other tab.
        let patient = one.inner.runs.get() > 0;
        one.inner.runs.set(one.inner.runs.get() + 1);
        spawn_local(async move {
            one.begin(number, patient).await;
        });
    }

    /// Hands the file to the person.
    pub fn save(&self) {
        let name = self.job().file_name();
        if let Some(blob) = self.inner.file.borrow().as_ref() {
            return save_blob(blob, &name);
        }
        let one = self.clone();
        spawn_local(async move {
            let Ok(folder) = one.folder().await else { return };
            match folder.file(&name, one.job().format.media_type()).await {
                Ok(blob) => save_blob(&blob, &name),
                Err(why) => one.inner.phase.set(Phase::Stopped(why)),
            }
        });
    }

    async fn folder(&self) -> Result<Folder, String> {
        files::root().await.folder(FOLDER).await?.folder(&self.job().id).await
    }

    /// Says that the file is there, and hands it over the first time.
    fn is_done(&self, number: u32, statement: Statement) {
        if self.is_current(number) {
            self.inner.phase.set(Phase::Done(statement));
            if !self.inner.handed.replace(true) {
                self.save();
            }
        }
    }

    /// The tokens with which requests go now.
    fn tokens(&self) -> Tokens {
        let mut request = client::Request::new(client::Method::Get, &self.inner.api);
        self.inner.credentials.dress(&mut request, &self.inner.api, self.job().admin);
        request.headers
    }

    /// The token that acts on a domain of which nobody knows which it is.
    fn unknown_domain(&self) -> Option<String> {
        let is_takaro = |name: &str| name.eq_ignore_ascii_case(Token::Takaro.header());
        let token = self.tokens().into_iter().find(|(name, _)| is_takaro(name)).map(|(_, token)| token);
        token.filter(|_| self.job().domain.is_none())
    }

    /// Whether requests with these tokens belong to it: they act on its domain, and the person is the one who began it.
    fn is_asked_with(&self, tokens: &Tokens) -> bool {
        let (credentials, session, job) = (self.inner.credentials, self.inner.session, self.job());
        let (there, person) = untrack(|| (credentials.token_domain(), session.me()));
        *tokens == self.tokens()
            && *self.inner.takaro.borrow() == self.unknown_domain()
            && (job.admin || there.is_none_or(|domain| domain == job.domain))
            && job.person.as_ref().zip(person).is_none_or(|(id, me)| id == me.person())
    }

    /// Whether all of it is being removed.
    fn is_leaving(&self) -> bool {
        self.inner.phase.try_get_untracked().is_none_or(|phase| phase == Phase::Leaving)
    }

    fn is_current(&self, number: u32) -> bool {
        self.inner.run.get() == number
    }

    fn stop(&self, number: u32, why: String) {
        if self.is_current(number) {
            self.halt();
            self.inner.phase.set(Phase::Stopped(why));
        }
    }

    async fn begin(&self, number: u32, patient: bool) {
        let ended = Ended(self.inner.clone());
        let Some(lock) = files::lock(&lock_name(&self.job().id), patient).await else {
            if self.is_current(number) {
                self.is_elsewhere();
            }
            return;
        };
        if !self.is_current(number) {
            return;
        }
        let hold = Rc::new(Hold { _lock: lock, _ended: ended });
        let folder = match self.folder().await {
            Ok(folder) => folder,
            Err(why) => return self.stop(number, why),
        };
        self.inner.lasts.set(folder.lasts());
        let fresh = self.inner.fresh.replace(false);
        // What lies in memory all the same is kept at once.
        let young = fresh && folder.lasts();
        let mut shelf = if fresh {
            Shelf::empty(&folder, self.job())
        } else {
            // A resumed export may bring a changed file with it, so the old one does not count any more.
            folder.remove(DONE).await;
            Shelf::of(&folder, self.job()).await
        };
        let mut draft = match young {
            true => Some(Draft::new(self.job(), Out::Held(Pieces::default()))),
            false => Draft::open(&folder, self.job()).await,
        };
        let mut run = Run {
            one: self.clone(),
            number,
            tokens: self.tokens(),
            folder: folder.clone(),
            export: Export::new(self.job().clone()),
            rate: Rate::default(),
            open: None,
            workers: 0,
            pages: 0,
            draft: None,
            unkept: Vec::new(),
            unwritten: Vec::new(),
            kept_at: 0,
            began_at: super::now(),
            keeping: VecDeque::from([self.keep_job(&folder, number, hold.clone())]),
            young,
            came: 0,
            gap: false,
            shelf: None,
            _hold: hold,
        };
        while let Next::Fetch { page, request } = run.export.next() {
            let kept = shelf.page(page).await;
            if !self.is_current(number) {
                return give_up(draft).await;
            }
            match kept {
                Some(stored) => {
                    run.take(&stored);
                    draft = add(draft, Rc::new(stored), |page| run.export.twice(page).to_vec()).await;
                }
                None => {
                    run.open = Some((page, request));
                    break;
                }
            }
        }
        run.rate.note(super::now(), run.export.progress().rows);
        run.draft = draft;
        run.shelf = Some(shelf);
        let run = Rc::new(RefCell::new(run));
        run.borrow_mut().workers = 1;
        if young {
            later(&run, YOUNG_MS);
        }
        work(run).await;
    }

    /// Keeps what the export is of, while the first pages are on their way. A run that ends meanwhile is not over before.
    fn keep_job(&self, folder: &Folder, number: u32, hold: Rc<Hold>) -> Promise {
        let (one, folder) = (self.clone(), folder.clone());
        future_to_promise(async move {
            let _hold = hold;
            if one.is_leaving() {
                return Ok(JsValue::UNDEFINED);
            }
            let mut kept = one.job().to_json();
            if one.inner.takaro.borrow().is_some() {
                // The next page does not have it, and would go on in another domain.
                kept["cut"] = true.into();
            }
            if let Err(why) = folder.write(JOB, &kept.to_string()).await {
                one.stop(number, why);
            }
            Ok(JsValue::UNDEFINED)
        })
    }
}

/// Headers with tokens, which are kept nowhere.
type Tokens = Vec<(String, String)>;

/// One run of an export, from a start or a resume to its end, a pause or a failure.
struct Run {
    one: OneExport,
    number: u32,
    tokens: Tokens,
    folder: Folder,
    export: Export,
    rate: Rate,
    /// A page that was named while looking for what is kept, and is not.
    open: Option<(i64, client::Request)>,
    workers: usize,
    pages: u64,
    /// The file, written while the pages come.
    draft: Option<Draft>,
    /// Pages that wait for others to be kept with, and those that are not in the file yet.
    unkept: Vec<Rc<StoredPage>>,
    unwritten: Vec<Rc<StoredPage>>,
    /// When pages were last put to be kept.
    kept_at: i64,
    began_at: i64,
    /// What is being kept, in the order in which it came; each begins when the one before has ended.
    keeping: VecDeque<Promise>,
    /// Whether it keeps no pages yet.
    young: bool,
    /// How many bytes of pages came.
    came: usize,
    /// Whether pages that came are neither kept nor wait for it.
    gap: bool,
    /// What an earlier run kept, while nobody looks for a page there.
    shelf: Option<Shelf>,
    _hold: Rc<Hold>,
}

/// What a run has for as long as it writes anything.
struct Hold {
    _lock: Lock,
    _ended: Ended,
}

/// Counts a run as ended when dropped.
struct Ended(Rc<Inner>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.runs.set(self.0.runs.get().saturating_sub(1));
    }
}

impl Run {
    /// Whether it keeps no pages, though the time for that is over.
    fn is_grown(&self) -> bool {
        self.young && (self.came >= YOUNG || super::now() - self.began_at >= i64::from(YOUNG_MS))
    }

    fn take(&mut self, page: &StoredPage) {
        self.export.take(page);
        self.pages += 1;
        let progress = self.export.progress();
        self.rate.note(super::now(), progress.rows);
        self.one.show(Pace {
            progress,
            pages_kept: 0,
            per_second: self.rate.per_second(),
            left_ms: self.rate.left_ms(progress.rows, progress.total),
            anew: false,
        });
    }
}

/// Fetches pages one after another; starts another worker where there is work for it. The last one to end writes the
/// file, if all pages are there.
async fn work(run: Rc<RefCell<Run>>) {
    let (one, number, folder) = {
        let run = run.borrow();
        (run.one.clone(), run.number, run.folder.clone())
    };
    let mut all_there = false;
    while one.is_current(number) {
        let next = {
            let mut run = run.borrow_mut();
            match run.open.take() {
                Some((page, request)) => Next::Fetch { page, request },
                None => run.export.next(),
            }
        };
        let (page, request) = match next {
            Next::Fetch { page, request } => (page, request),
            Next::Wait => break,
            Next::Write => {
                all_there = true;
                break;
            }
        };
        let shelved = shelved(&run, page).await;
        let is_kept = shelved.is_some();
        let came = match shelved {
            Some(stored) => Some(stored),
            None => fetch(&run, &one, number, page, &request).await,
        };
        let Some(stored) = came.filter(|_| one.is_current(number)) else { break };
        let more = {
            let mut run = run.borrow_mut();
            run.take(&stored);
            let more = run.workers < UNDER_WAY;
            run.workers += usize::from(more);
            more
        };
        keep(&run, stored, is_kept);
        if more {
            spawn_local(work(run.clone()));
        }
        let oldest = {
            let mut run = run.borrow_mut();
            if run.keeping.len() >= UNKEPT { run.keeping.pop_front() } else { None }
        };
        if let Some(oldest) = oldest {
            let _ = JsFuture::from(oldest).await;
        }
    }
    let last = {
        let mut run = run.borrow_mut();
        run.workers -= 1;
        run.workers == 0
    };
    if !last {
        return;
    }
    drain(&run).await;
    let mut draft = run.borrow_mut().draft.take();
    let (columns, pages, statement) = {
        let run = run.borrow();
        (run.export.columns(), run.pages, run.export.statement())
    };
    let whole = draft.take_if(|draft| all_there && one.is_current(number) && draft.pages == pages);
    let written = if let Some(whole) = whole {
        whole.end().await.map(|held| held.map_or(Made::Written, Made::Held))
    } else {
        give_up(draft).await;
        // What it did without until now is needed to go on, and to write the file.
        let young = std::mem::replace(&mut run.borrow_mut().young, false);
        drain(&run).await;
        if !(all_there && one.is_current(number)) {
            if young && run.borrow().gap {
                one.inner.unshown.set(None);
                one.inner.pace.set(Pace { anew: true, ..Pace::default() });
            }
            return;
        }
        if run.borrow().gap {
            return one.resume();
        }
        let mut writer = Writer::new(one.job(), columns);
        write_file(&run, &one, number, &folder, &mut writer, pages).await
    };
    let made = match written {
        Ok(Made::Not) => return,
        Ok(made) => made,
        Err(why) => return one.stop(number, why),
    };
    let rows = run.borrow().export.progress().rows;
    let done = json!({ "words": statement.words, "doubts": statement.doubts, "rows": rows });
    if let Made::Held(blob) = &made {
        *one.inner.file.borrow_mut() = Some(blob.clone());
        one.is_done(number, statement.clone());
        // Nobody waits for what comes now: another download is offered from what the browser holds.
        if folder.write_blob(&one.job().file_name(), blob).await.is_err() {
            one.inner.lasts.set(false);
            // An export without its file and its pages is no use to the next page.
            return folder.remove(JOB).await;
        }
    }
    let told = folder.write(DONE, &done.to_string()).await;
    if let Made::Written = made {
        one.is_done(number, statement);
    }
    // The file holds them all: what is offered from now on needs nothing else.
    if told.is_ok() {
        one.inner.file.borrow_mut().take();
        drop_pages(&folder).await;
    }
}

/// What became of a file.
enum Made {
    /// It was told to stop meanwhile.
    Not,
    /// The browser holds it, and it is not written yet.
    Held(Blob),
    /// It is there.
    Written,
}

/// Lets all pages that came be kept and written, and waits until they are.
async fn drain(run: &Rc<RefCell<Run>>) {
    keep_now(run);
    loop {
        let Some(next) = run.borrow_mut().keeping.pop_front() else { break };
        let _ = JsFuture::from(next).await;
    }
}

/// A page that an earlier run kept.
async fn shelved(run: &Rc<RefCell<Run>>, page: i64) -> Option<StoredPage> {
    // While another one looks there, the page is asked for.
    let mut shelf = run.borrow_mut().shelf.take()?;
    let found = shelf.page(page).await;
    run.borrow_mut().shelf = Some(shelf);
    found
}

/// Adds a page to the file, and lets it be kept with those that come soon, or now where the last were put to be kept a while
/// ago. While the export is young it is added at once, and waits in memory to be kept, until that holds too many.
fn keep(run: &Rc<RefCell<Run>>, stored: StoredPage, is_kept: bool) {
    let (first, due) = {
        let mut now = run.borrow_mut();
        now.came += stored.lines().len();
        let stored = Rc::new(stored);
        now.unwritten.push(stored.clone());
        if now.young && now.came >= TOGETHER {
            now.gap = true;
            now.unkept.clear();
        } else if !is_kept {
            now.unkept.push(stored);
        }
        let many = now.unwritten.iter().map(|page| page.lines().len()).sum::<usize>() >= TOGETHER;
        let due = now.young || many || super::now() - now.kept_at >= i64::from(TOGETHER_MS);
        (now.unwritten.len() == 1, due)
    };
    if due {
        keep_now(run);
    } else if first {
        later(run, TOGETHER_MS);
    }
}

/// Keeps what waits for it, in so many milliseconds.
fn later(run: &Rc<RefCell<Run>>, milliseconds: i32) {
    // The run may be over by then, and holds a lock for as long as anybody holds it.
    let run = Rc::downgrade(run);
    spawn_local(async move {
        pause(milliseconds).await;
        if let Some(run) = run.upgrade() {
            keep_now(&run);
        }
    });
}

/// Keeps the pages that wait for it, and adds them to the file, behind those that came before. While the export is young it
/// keeps none.
fn keep_now(run: &Rc<RefCell<Run>>) {
    let (unkept, unwritten, grows) = {
        let mut run = run.borrow_mut();
        let grows = run.is_grown();
        if grows {
            run.young = false;
        }
        let unkept = if run.young { Vec::new() } else { std::mem::take(&mut run.unkept) };
        run.kept_at = super::now();
        (unkept, std::mem::take(&mut run.unwritten), grows)
    };
    if unkept.is_empty() && unwritten.is_empty() && !grows {
        return;
    }
    let (run, before) = (run.clone(), run.borrow().keeping.back().cloned());
    let (one, folder) = {
        let run = run.borrow();
        (run.one.clone(), run.folder.clone())
    };
    let kept = run.clone();
    let promise = future_to_promise(async move {
        if let Some(before) = before {
            let _ = JsFuture::from(before).await;
        }
        // What came is kept, even where it was told to stop meanwhile, but not where all is being removed.
        if one.is_leaving() {
            return Ok(JsValue::UNDEFINED);
        }
        let number = run.borrow().number;
        for (name, text) in kept_files(&unkept) {
            if let Err(why) = folder.write(&name, &text).await {
                one.stop(number, why);
                return Ok(JsValue::UNDEFINED);
            }
        }
        let mut draft = run.borrow_mut().draft.take();
        if grows && let Some(young) = draft {
            draft = young.settle(&folder).await;
        }
        for page in unwritten {
            // Ten pages in one go would be a long task on a slow machine, and the next request goes first.
            breathe().await;
            draft = add(draft, page, |page| run.borrow().export.twice(page).to_vec()).await;
        }
        run.borrow_mut().draft = draft;
        Ok(JsValue::UNDEFINED)
    });
    kept.borrow_mut().keeping.push_back(promise);
}

/// The pages that are kept in a folder, read file by file as they are asked for.
struct Shelf {
    folder: Folder,
    key: Option<String>,
    files: Vec<(RangeInclusive<i64>, String)>,
    /// Of the files that were read, what nobody has asked for yet.
    read: BTreeMap<i64, StoredPage>,
}

impl Shelf {
    /// One with nothing on it yet.
    fn empty(folder: &Folder, job: &Job) -> Shelf {
        Shelf { folder: folder.clone(), key: job.key.clone(), files: Vec::new(), read: BTreeMap::new() }
    }

    async fn of(folder: &Folder, job: &Job) -> Shelf {
        let files = folder.names().await.into_iter().filter_map(|name| Some((kept_pages(&name)?, name)));
        Shelf { files: files.collect(), ..Shelf::empty(folder, job) }
    }

    /// A page, once; `None` where it is not kept, or not whole.
    async fn page(&mut self, page: i64) -> Option<StoredPage> {
        while !self.read.contains_key(&page) {
            let at = self.files.iter().position(|(pages, _)| pages.contains(&page))?;
            let (_, name) = self.files.swap_remove(at);
            let text = self.folder.read(&name).await.unwrap_or_default();
            match StoredPage::from_text(&text, self.key.as_deref()) {
                Ok(pages) => self.read.extend(pages.into_iter().map(|page| (page.page, page))),
                // It would stand in the way of what comes in its place.
                Err(_) => self.folder.remove(&name).await,
            }
        }
        self.read.remove(&page)
    }
}

/// The file as it is written while the pages come. What it needs to know is guessed from the first page: a table whose later
/// rows have other columns is written anew in the end, from the pages that are kept.
struct Draft {
    out: Out,
    job: Job,
    writer: Option<(Writer, Vec<String>)>,
    /// Pages that came before those in front of them.
    early: BTreeMap<i64, Rc<StoredPage>>,
    pages: u64,
    /// What is not written yet.
    text: String,
}

/// Where a file goes.
enum Out {
    /// The browser holds it.
    Held(Pieces),
    /// It is being written.
    File(Writing),
}

impl Out {
    async fn write(&self, text: &str) -> Result<(), String> {
        match self {
            Out::Held(pieces) => pieces.add(text),
            Out::File(out) => out.write(text).await,
        }
    }
}

impl Draft {
    fn new(job: &Job, out: Out) -> Draft {
        Draft { out, job: job.clone(), writer: None, early: BTreeMap::new(), pages: 0, text: String::new() }
    }

    async fn open(folder: &Folder, job: &Job) -> Option<Draft> {
        Some(Draft::new(job, Out::File(folder.open(&job.file_name()).await.ok()?)))
    }

    /// Begins to write what the browser held until now; `None` where that cannot be.
    async fn settle(self, folder: &Folder) -> Option<Draft> {
        let Out::Held(pieces) = &self.out else { return Some(self) };
        let blob = pieces.blob("").ok()?;
        let out = folder.open(&self.job.file_name()).await.ok()?;
        if out.write_blob(&blob).await.is_err() {
            out.give_up().await;
            return None;
        }
        Some(Draft { out: Out::File(out), ..self })
    }

    /// Adds a page; `false` where the file cannot become what it must be, or holds too much back. `twice` tells of a page the
    /// rows that came before.
    async fn add(&mut self, page: Rc<StoredPage>, twice: impl Fn(i64) -> Vec<usize>) -> bool {
        self.early.insert(page.page, page);
        while let Some(page) = self.early.remove(&(self.job.first_page + self.pages as i64)) {
            let (writer, columns) = match &mut self.writer {
                Some(writer) => writer,
                none => {
                    let writer = Writer::new(&self.job, page.columns.clone());
                    self.text = writer.head();
                    none.insert((writer, page.columns.clone()))
                }
            };
            if self.job.format == Format::Csv && page.columns.iter().any(|name| !columns.contains(name)) {
                return false;
            }
            writer.page(&page, &twice(page.page), &mut self.text);
            if self.text.len() >= TOGETHER {
                if self.out.write(&self.text).await.is_err() {
                    return false;
                }
                // Its room is filled anew.
                self.text.clear();
            }
            self.pages += 1;
        }
        self.early.len() <= EARLY
    }

    /// Ends it: what the browser holds of it, or nothing where it is written.
    async fn end(self) -> Result<Option<Blob>, String> {
        let rest = match &self.writer {
            Some((writer, _)) => self.text + writer.tail(),
            None => {
                let writer = Writer::new(&self.job, Vec::new());
                writer.head() + writer.tail()
            }
        };
        let written = self.out.write(&rest).await;
        match self.out {
            Out::Held(pieces) => written.and_then(|()| pieces.blob(self.job.format.media_type())).map(Some),
            Out::File(out) => out.end(written).await.map(|()| None),
        }
    }
}

async fn add(draft: Option<Draft>, page: Rc<StoredPage>, twice: impl Fn(i64) -> Vec<usize>) -> Option<Draft> {
    let mut draft = draft?;
    if draft.add(page, twice).await {
        return Some(draft);
    }
    give_up(Some(draft)).await;
    None
}

async fn give_up(draft: Option<Draft>) {
    if let Some(Draft { out: Out::File(out), .. }) = draft {
        out.give_up().await;
    }
}

/// A page, asked for as often as that is worth it.
async fn fetch(
    run: &Rc<RefCell<Run>>,
    one: &OneExport,
    number: u32,
    page: i64,
    request: &client::Request,
) -> Option<StoredPage> {
    let mut attempt = 0;
    loop {
        if !wait(run, one, number).await || !one.is_current(number) {
            return None;
        }
        // Where the app goes and the page stays, it ends as if the page were left: who comes back finds no lock, and goes on.
        if one.inner.list.try_with_untracked(|_| ()).is_none() {
            one.halt();
            return None;
        }
        // One file holds rows of one domain.
        if !one.is_asked_with(&run.borrow().tokens) {
            one.stop(number, AS_ANOTHER.into());
            return None;
        }
        attempt += 1;
        let signal = one.inner.abort.borrow().as_ref().map(web_sys::AbortController::signal);
        let mut request = request.clone();
        one.inner.credentials.dress(&mut request, &one.inner.api, one.job().admin);
        let result = client::send(&request, true, signal.as_ref()).await;
        if !one.is_current(number) || result == Err(SendError::Cancelled) {
            return None;
        }
        let after =
            run.borrow_mut().export.after(page, attempt, &result, super::now(), js_sys::Math::random());
        match after {
            After::Keep(stored) => return Some(stored),
            After::Stop(why) => {
                if result.is_ok_and(|reply| reply.status == 401) && !one.job().admin {
                    one.inner.session.lost();
                }
                one.stop(number, why);
                return None;
            }
            After::Again => {}
        }
    }
}

/// Waits for as long as nothing is to be asked for; `false` where it was told to stop meanwhile.
async fn wait(run: &Rc<RefCell<Run>>, one: &OneExport, number: u32) -> bool {
    let mut held = false;
    loop {
        let next = run.borrow().export.held(super::now()).cloned();
        let Some(Held { until_ms, why }) = next else { break };
        held = true;
        let phase = Phase::Waiting(until_ms, why);
        if one.inner.phase.get_untracked() != phase {
            one.inner.phase.set(phase);
        }
        pause((until_ms - super::now()).clamp(1, 250) as i32).await;
        if !one.is_current(number) {
            return false;
        }
    }
    if held {
        one.inner.phase.set(Phase::Reading);
    }
    true
}

/// Writes the file page by page; not where it was told to stop meanwhile.
async fn write_file(
    run: &Rc<RefCell<Run>>,
    one: &OneExport,
    number: u32,
    folder: &Folder,
    writer: &mut Writer,
    pages: u64,
) -> Result<Made, String> {
    let out = folder.open(&one.job().file_name()).await?;
    let written = write_pages(run, one, number, folder, writer, (&out, pages)).await;
    if written == Ok(false) {
        out.give_up().await;
        return Ok(Made::Not);
    }
    out.end(written.map(drop)).await.map(|()| Made::Written)
}

async fn write_pages(
    run: &Rc<RefCell<Run>>,
    one: &OneExport,
    number: u32,
    folder: &Folder,
    writer: &mut Writer,
    (out, pages): (&Writing, u64),
) -> Result<bool, String> {
    let job = one.job();
    out.write(&writer.head()).await?;
    let mut shelf = Shelf::of(folder, job).await;
    for (done, page) in (0..pages).zip(job.first_page..) {
        if !one.is_current(number) {
            return Ok(false);
        }
        one.inner.phase.set(Phase::Writing(done, pages));
        let page = shelf.page(page).await.ok_or("a kept page is gone")?;
        let mut text = String::new();
        writer.page(&page, run.borrow().export.twice(page.page), &mut text);
        out.write(&text).await?;
    }
    out.write(writer.tail()).await?;
    Ok(one.is_current(number))
}

async fn pause(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(promise).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_old_by_its_name() {
        let now = 1_800_000_000_000;
        assert!(is_old(&format!("{}-0badcafe", now - KEPT_MS - 1), now));
        assert!(!is_old(&format!("{}-0badcafe", now - KEPT_MS), now));
        for other in ["", "-", "strange", "x-1", "99999999999999999999-1"] {
            assert!(!is_old(other, now), "{other}");
        }
    }
}
