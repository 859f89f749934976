//! The document is what others build on: it changes only on purpose.

use std::path::Path;

#[test]
fn the_document_is_the_golden_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/openapi.json");
    let document = sandbox::document::document(1);
    let text = serde_json::to_string_pretty(&document).expect("JSON can be written") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    // The two texts are too long to print: the first line that differs says enough.
    let differs = golden.lines().zip(text.lines()).position(|(kept, made)| kept != made);
    assert!(
        golden == text,
        "the document changed at line {}; if that is meant, run again with UPDATE_GOLDEN=1",
        differs.map_or(golden.lines().count(), |at| at + 1)
    );
}
