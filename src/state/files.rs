//! Folders and files of this browser's private file system, which no other site can read, and in memory where the
//! browser has none (some private windows): then they last as long as the page.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, File, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemRemoveOptions,
    FileSystemWritableFileStream,
};

type Kept = Rc<RefCell<BTreeMap<String, String>>>;

/// A folder.
#[derive(Clone)]
pub enum Folder {
    /// One that outlives the page.
    Lasting(FileSystemDirectoryHandle),
    /// One in memory: all files under their whole names, and this folder's own.
    Memory(Kept, String),
}

/// Why something could not be kept or read: the browser's words.
pub type Trouble = String;

fn words(problem: JsValue) -> Trouble {
    match problem.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{problem:?}"),
    }
}

async fn wait<T: JsCast>(promise: Promise) -> Result<T, Trouble> {
    JsFuture::from(promise).await.map(JsCast::unchecked_into).map_err(words)
}

thread_local! {
    static MEMORY: Kept = Rc::default();
    static ROOT: RefCell<Option<Folder>> = const { RefCell::new(None) };
}

/// The app's own folder. Whether it lasts is tried once.
pub async fn root() -> Folder {
    if let Some(folder) = ROOT.with_borrow(Clone::clone) {
        return folder;
    }
    let folder = match lasting_root().await {
        Some(folder) => folder,
        None => Folder::Memory(MEMORY.with(Clone::clone), String::new()),
    };
    ROOT.set(Some(folder.clone()));
    folder
}

async fn lasting_root() -> Option<Folder> {
    let root = Folder::Lasting(private_root().await?);
    // Safari before 26 has the folders and no way to write from a page.
    root.write("probe", "").await.ok()?;
    Some(root)
}

async fn private_root() -> Option<FileSystemDirectoryHandle> {
    let navigator = web_sys::window()?.navigator();
    // Absent outside of https and localhost, and refused in some private windows.
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let open: Function = Reflect::get(&storage, &"getDirectory".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = open.call0(&storage).ok()?.dyn_into().ok()?;
    wait(promise).await.ok()
}

/// A lasting folder of the app's own, where there is one already; none is made.
pub async fn left(name: &str) -> Option<Folder> {
    let root = private_root().await?;
    Some(Folder::Lasting(wait(root.get_directory_handle(name)).await.ok()?))
}

impl Folder {
    /// Whether what is written here outlives the page.
    pub fn lasts(&self) -> bool {
        matches!(self, Folder::Lasting(_))
    }

    /// The folder of that name in this one; made where it is missing.
    pub async fn folder(&self, name: &str) -> Result<Folder, Trouble> {
        match self {
            Folder::Lasting(handle) => {
                let options = FileSystemGetDirectoryOptions::new();
                options.set_create(true);
                Ok(Folder::Lasting(wait(handle.get_directory_handle_with_options(name, &options)).await?))
            }
            Folder::Memory(files, place) => Ok(Folder::Memory(files.clone(), format!("{place}{name}/"))),
        }
    }

    /// The names of the files and folders in it, in order.
    pub async fn names(&self) -> Vec<String> {
        let mut found = Vec::new();
        match self {
            Folder::Lasting(handle) => {
                let all = handle.keys();
                while let Ok(next) = all.next() {
                    let Ok(next) = wait::<JsValue>(next).await else { break };
                    let get = |name: &str| Reflect::get(&next, &name.into()).unwrap_or(JsValue::UNDEFINED);
                    if get("done").is_truthy() {
                        break;
                    }
                    found.extend(get("value").as_string());
                }
            }
            Folder::Memory(files, place) => {
                let files = files.borrow();
                let inside = files.keys().filter_map(|name| name.strip_prefix(place.as_str()));
                found.extend(inside.filter_map(|name| name.split('/').next()).map(str::to_owned));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    async fn handle(&self, name: &str, create: bool) -> Result<FileSystemFileHandle, Trouble> {
        let Folder::Lasting(folder) = self else { return Err("it is in memory".into()) };
        let options = FileSystemGetFileOptions::new();
        options.set_create(create);
        wait(folder.get_file_handle_with_options(name, &options)).await
    }

    /// Writes a whole file. It is there whole, or as it was before.
    pub async fn write(&self, name: &str, text: &str) -> Result<(), Trouble> {
        let out = self.open(name).await?;
        let written = out.write(text).await;
        out.end(written).await
    }

    /// Writes a whole file from what the browser holds.
    pub async fn write_blob(&self, name: &str, blob: &Blob) -> Result<(), Trouble> {
        let out = self.open(name).await?;
        let written = out.write_blob(blob).await;
        out.end(written).await
    }

    /// Begins to write a file piece by piece.
    pub async fn open(&self, name: &str) -> Result<Writing, Trouble> {
        match self {
            Folder::Lasting(_) => {
                let handle = self.handle(name, true).await?;
                let open: Function = Reflect::get(&handle, &"createWritable".into())
                    .and_then(JsCast::dyn_into)
                    .map_err(|_| "this browser cannot write files from a page".to_string())?;
                let promise = open.call0(&handle).map_err(words)?;
                Ok(Writing::Lasting(wait(promise.unchecked_into()).await?))
            }
            Folder::Memory(files, place) => {
                Ok(Writing::Memory(files.clone(), format!("{place}{name}"), RefCell::default()))
            }
        }
    }

    /// Reads a whole file.
    pub async fn read(&self, name: &str) -> Result<String, Trouble> {
        let blob = self.file(name, "text/plain").await?;
        let text: JsValue = wait(blob.text()).await?;
        text.as_string().ok_or_else(|| "it is no text".into())
    }

    /// A file as the browser knows it, to be saved by the person.
    pub async fn file(&self, name: &str, media_type: &str) -> Result<Blob, Trouble> {
        match self {
            Folder::Lasting(_) => {
                let handle = self.handle(name, false).await?;
                let file: File = wait(handle.get_file()).await?;
                file.slice_with_f64_and_f64_and_content_type(0.0, file.size(), media_type).map_err(words)
            }
            Folder::Memory(files, place) => {
                let files = files.borrow();
                let text = files.get(&format!("{place}{name}")).ok_or("there is no such file")?;
                let options = BlobPropertyBag::new();
                options.set_type(media_type);
                let parts = js_sys::Array::of1(&text.as_str().into());
                Blob::new_with_str_sequence_and_options(&parts, &options).map_err(words)
            }
        }
    }

    /// Removes a file, or a folder with all that is in it.
    pub async fn remove(&self, name: &str) {
        match self {
            Folder::Lasting(handle) => {
                let options = FileSystemRemoveOptions::new();
                options.set_recursive(true);
                let _ = wait::<JsValue>(handle.remove_entry_with_options(name, &options)).await;
            }
            Folder::Memory(files, place) => {
                let (file, inside) = (format!("{place}{name}"), format!("{place}{name}/"));
                files.borrow_mut().retain(|name, _| *name != file && !name.starts_with(&inside));
            }
        }
    }
}

/// A text in pieces that the browser holds outside of the page's memory.
#[derive(Default)]
pub struct Pieces(js_sys::Array);

impl Pieces {
    /// Adds to it.
    pub fn add(&self, text: &str) -> Result<(), Trouble> {
        self.0.push(&blob_of(text)?.into());
        Ok(())
    }

    /// All of it.
    pub fn blob(&self, media_type: &str) -> Result<Blob, Trouble> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.0, &options).map_err(words)
    }
}

/// A text as the browser holds it outside of the page's memory.
pub fn blob_of(text: &str) -> Result<Blob, Trouble> {
    // As bytes, which the browser would make of a text all the same, and copied once.
    Blob::new_with_u8_array_sequence(&view_of(text.as_bytes())).map_err(words)
}

#[wasm_bindgen]
extern "C" {
    /// A list of one thing: bytes where they lie, until this module's memory grows.
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    fn view_of(bytes: &[u8]) -> js_sys::Array;
}

/// A file that is being written.
pub enum Writing {
    /// To the browser's file system.
    Lasting(FileSystemWritableFileStream),
    /// To memory: under a name, and what was written so far.
    Memory(Kept, String, RefCell<String>),
}

impl Writing {
    /// Adds to it.
    pub async fn write(&self, text: &str) -> Result<(), Trouble> {
        match self {
            Writing::Lasting(stream) => {
                // As bytes, which the browser would make of a text all the same.
                let bytes = Uint8Array::from(text.as_bytes());
                let promise = stream.write_with_buffer_source(&bytes).map_err(words)?;
                wait::<JsValue>(promise).await.map(|_| ())
            }
            Writing::Memory(_, _, written) => {
                written.borrow_mut().push_str(text);
                Ok(())
            }
        }
    }

    /// Adds what the browser holds.
    pub async fn write_blob(&self, blob: &Blob) -> Result<(), Trouble> {
        match self {
            Writing::Lasting(stream) => {
                let promise = stream.write_with_blob(blob).map_err(words)?;
                wait::<JsValue>(promise).await.map(|_| ())
            }
            Writing::Memory(_, _, written) => {
                let text: JsValue = wait(blob.text()).await?;
                written.borrow_mut().push_str(&text.as_string().unwrap_or_default());
                Ok(())
            }
        }
    }

    /// Gives it up: the file is as it was before.
    pub async fn give_up(&self) {
        match self {
            Writing::Lasting(stream) => {
                let _ = wait::<JsValue>(stream.abort()).await;
            }
            Writing::Memory(_, _, written) => *written.borrow_mut() = String::new(),
        }
    }

    /// Ends it: only now the file is what was written.
    pub async fn close(&self) -> Result<(), Trouble> {
        match self {
            Writing::Lasting(stream) => wait::<JsValue>(stream.close()).await.map(|_| ()),
            Writing::Memory(files, name, written) => {
                files.borrow_mut().insert(name.clone(), written.take());
                Ok(())
            }
        }
    }

    /// Ends it where all was written, and gives it up where something was not.
    pub async fn end(&self, written: Result<(), Trouble>) -> Result<(), Trouble> {
        match written {
            Ok(()) => self.close().await,
            Err(why) => {
                self.give_up().await;
                Err(why)
            }
        }
    }
}

/// Takes a lock among all tabs of this browser, for as long as it is held. Where somebody holds it, it waits or, without
/// `patient`, gives `None`; a browser without such locks, or that refuses them to the page, gives it to everyone.
pub async fn lock(name: &str, patient: bool) -> Option<Lock> {
    let navigator = web_sys::window()?.navigator();
    let free = Some(Lock { release: None });
    let Ok(locks) = Reflect::get(&navigator, &"locks".into()) else { return free };
    let Some(request) =
        Reflect::get(&locks, &"request".into()).ok().and_then(|it| it.dyn_into::<Function>().ok())
    else {
        return free;
    };
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::from(!patient));
    let mut told: Option<Function> = None;
    let answer = Promise::new(&mut |resolve, _| told = Some(resolve));
    let told = told?;
    let held = wasm_bindgen::prelude::Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            let _ = told.call1(&JsValue::NULL, &JsValue::NULL);
            return JsValue::UNDEFINED;
        }
        // The lock is held until this promise is kept.
        let told = told.clone();
        Promise::new(&mut |resolve, _| {
            let _ = told.call1(&JsValue::NULL, &resolve);
        })
        .into()
    });
    let Ok(asked) = request.call3(&locks, &name.into(), &options, &held) else { return free };
    // What was asked for ends before the answer only where it is refused.
    match wait::<JsValue>(Promise::race(&js_sys::Array::of2(&answer, &asked))).await {
        Ok(release) => Some(Lock { release: Some(release.dyn_into().ok()?) }),
        Err(_) => free,
    }
}

/// A lock that is held; given back when dropped.
pub struct Lock {
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// In memory nothing is waited for.
    fn at_once<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("it waits"),
        }
    }

    #[test]
    fn a_file_in_memory_is_what_was_written_once_it_is_ended_and_else_as_before() {
        let files = Kept::default();
        let folder = Folder::Memory(files.clone(), "a/".into());
        let text = || files.borrow().get("a/x").cloned();
        let out = at_once(folder.open("x")).expect("it is memory");
        at_once(out.write("one")).expect("it is memory");
        assert_eq!(text(), None, "nothing counts before the end");
        at_once(out.close()).expect("it is memory");
        assert_eq!(text().as_deref(), Some("one"));
        for given_up in [true, false] {
            let out = at_once(folder.open("x")).expect("it is memory");
            at_once(out.write("half")).expect("it is memory");
            match given_up {
                true => at_once(out.give_up()),
                false => assert_eq!(at_once(out.end(Err("full".into()))), Err("full".into())),
            }
            assert_eq!(text().as_deref(), Some("one"));
        }
        at_once(folder.write("x", "two")).expect("it is memory");
        assert_eq!(text().as_deref(), Some("two"));
    }
}
