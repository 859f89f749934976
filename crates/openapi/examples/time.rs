//! Prints how long a document takes to load: `cargo run -p openapi --release --example time -- FILE`.

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("Name a file, an OpenAPI document in JSON.")?;
    let bytes = std::fs::read(&file)?;
    let size = bytes.len();

    let start = Instant::now();
    let (document, problems) = openapi::parse(bytes)?;
    let parse = start.elapsed();

    let start = Instant::now();
    let found = document.filter("search").len();
    let filter = start.elapsed();

    let start = Instant::now();
    let readable =
        (0..document.operations().len()).filter(|index| document.operation(*index).is_ok()).count();
    let operations = start.elapsed();

    let start = Instant::now();
    let names: Vec<String> = document.schemas().map(String::from).collect();
    let samples =
        names.iter().filter_map(|name| document.schema(name)).map(|schema| schema.example(&document, 6));
    let samples = samples.count();
    let examples = start.elapsed();

    let start = Instant::now();
    let uses = names.first().map_or(0, |name| document.used_by(name).len());
    let used_by = start.elapsed();

    println!("{file}: {size} bytes, {} problems", problems.len());
    println!(
        "parse         {parse:>12.1?}  {} operations, {} schemas",
        document.operations().len(),
        names.len()
    );
    println!("first filter  {filter:>12.1?}  {found} found");
    println!("all operations{operations:>12.1?}  {readable} readable");
    println!("all examples  {examples:>12.1?}  {samples} made");
    println!("first used_by {used_by:>12.1?}  {uses} users of the first schema");
    Ok(())
}
