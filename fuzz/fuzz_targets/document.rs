//! The reader of documents: any bytes.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok((document, _)) = openapi::parse(bytes.to_vec()) else { return };
    for index in 0..document.operations().len() {
        let _ = document.operation(index);
        let _ = document.entity(index);
        let _ = document.operation_markdown(index);
    }
    for name in document.schemas() {
        if let Some(schema) = document.schema(name) {
            schema.example(&document, 8);
            openapi::form::Form::new(&document, &schema).to_json();
        }
    }
});
