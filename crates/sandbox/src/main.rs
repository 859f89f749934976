//! The program `sandbox`: a local Takaro-compatible API with its dashboard, and the app's files beside it.

mod command;

use axum::serve::ListenerExt;
use command::Asked;
use sandbox::app::App;
use sandbox::dashboard::dashboard;
use sandbox::site::whole;
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long requests under way may take to end after Ctrl-C: a stalled answer must not hold the program.
const LAST_WORDS: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let options = match command::read(std::env::args_os()) {
        Ok(Asked::Help) => {
            say(command::USAGE);
            return ExitCode::SUCCESS;
        }
        Ok(Asked::Serve(options)) => options,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program could not start: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(serve(*options));
    // Does not wait for what still reads or writes.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(mut options: sandbox::options::Options) -> Result<(), String> {
    // With another API there is nobody to log in here.
    let alone = options.api_url.is_none();
    let at_app = listen(&mut options.port, "--port").await?;
    let at_dashboard =
        if alone { listen(&mut options.dashboard_port, "--dashboard-port").await? } else { Vec::new() };
    let app = App::open(options).map_err(|why| format!("{why}. Choose another file with --db."))?;
    let app = Arc::new(app);

    let router = whole(app.clone());
    let (stop, stopped) = watch::channel(());
    let mut servers = JoinSet::new();
    let pairs = at_app.into_iter().map(|listener| (listener, router.clone()));
    let others = at_dashboard.into_iter().map(|listener| (listener, dashboard(app.clone())));
    for (listener, router) in pairs.chain(others).collect::<Vec<_>>() {
        let mut stopped = stopped.clone();
        let listener = listener.tap_io(|stream| {
            // Small answers go out at once; where that cannot be set they only go out later.
            let _ = stream.set_nodelay(true);
        });
        servers.spawn(async move {
            // An error means the same as a value: the sender is gone, and so is the program.
            let ended = async move { drop(stopped.changed().await) };
            axum::serve(listener, router).with_graceful_shutdown(ended).await
        });
    }
    let signal = asked_to_stop()?;
    greet(&app);
    signal.await;
    drop(stop);
    // Whoever is not done by now is cut off.
    let _ = tokio::time::timeout(LAST_WORDS, servers.join_all()).await;
    Ok(())
}

/// How often a free port is looked for of which the other address has none.
const TRIES: usize = 20;

/// Listens on both addresses that `localhost` may stand for. Port 0 becomes one that is free on both.
async fn listen(port: &mut u16, option: &str) -> Result<Vec<TcpListener>, String> {
    let mut tries = if *port == 0 { TRIES } else { 1 };
    loop {
        let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, *port)))
            .await
            .map_err(|error| unusable(*port, option, &error))?;
        let found = first.local_addr().map_err(|error| unusable(*port, option, &error))?.port();
        let second = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, found))).await;
        tries -= 1;
        match second {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                if tries == 0 {
                    return Err(unusable(found, option, &error));
                }
            }
            // Another error comes of a machine without IPv6.
            second => {
                *port = found;
                return Ok([Some(first), second.ok()].into_iter().flatten().collect());
            }
        }
    }
}

fn unusable(port: u16, option: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("port {port} is in use; stop the program there or choose another with {option}.")
        }
        std::io::ErrorKind::PermissionDenied => {
            format!("port {port} may not be used by you; choose one above 1023 with {option}.")
        }
        _ => format!("port {port} cannot be used ({error}); choose another with {option}."),
    }
}

/// Waits for Ctrl-C or for a polite request to end.
fn asked_to_stop() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let listening = |kind| signal(kind).map_err(|error| format!("Ctrl-C cannot be listened for: {error}."));
    let (mut interrupt, mut terminate) =
        (listening(SignalKind::interrupt())?, listening(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Says where things are and who may log in.
fn greet(app: &App) {
    let options = &app.options;
    say(&format!("ready {}", options.app_for(None)));
    if options.api_url.is_some() {
        return;
    }
    say(&format!("Log in at {} as one of these (e-mail / password):", options.stand_in_for(None)));
    for person in practice::people() {
        say(&format!("{} / {}  {}: {}", person.email, person.password, person.name, person.says));
    }
}

/// Prints a line. Nobody may be reading any more, which is no reason to stop serving.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
