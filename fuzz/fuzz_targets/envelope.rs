//! The envelope of replies, and errors in it. The first byte chooses the status.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let status = [200, 201, 400, 401, 403, 404, 429, 500, 502][usize::from(*first) % 9];
    let reply = client::Reply { status, body: body.to_vec(), ..client::Reply::default() };
    reply.envelope();
    if let Some(error) = client::ApiError::from_reply(&reply) {
        error.explain();
    }
});
