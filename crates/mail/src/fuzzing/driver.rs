//! Hands a target to libFuzzer. Compiled by `scripts/fuzz.sh` alone, which links LLVM's runtime of that name, a tool of
//! the machine as the linker is: nothing of it is in the program.

#![expect(
    unsafe_code,
    reason = "libFuzzer is spoken to in C: these are its entry and the bytes that it hands over"
)]

use std::{
    ffi::{CString, c_char, c_int},
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use super::{TARGETS, Target, planted::PLANTED};

static RUN: OnceLock<fn(&[u8])> = OnceLock::new();

unsafe extern "C" {
    fn LLVMFuzzerRunDriver(
        count: *mut c_int,
        arguments: *mut *mut *mut c_char,
        one: extern "C" fn(*const u8, usize) -> c_int,
    ) -> c_int;
}

extern "C" fn one(bytes: *const u8, size: usize) -> c_int {
    // SAFETY: libFuzzer hands over `size` bytes that stay until this returns; of none the address may be null.
    let bytes = if size == 0 { &[] } else { unsafe { std::slice::from_raw_parts(bytes, size) } };
    if let Some(run) = RUN.get() {
        run(bytes);
    }
    0
}

/// `PREAU_FUZZ` names the target (`list` tells them all), `PREAU_FUZZ_FOLDER` where its corpus, its seeds and its
/// dictionary are, and the arguments are for libFuzzer. Without a folder they say it all.
#[unsafe(no_mangle)]
extern "C" fn main(_: c_int, _: *const *const c_char) -> c_int {
    let name = std::env::var("PREAU_FUZZ").unwrap_or_default();
    if name == "list" {
        TARGETS.iter().for_each(|target| println!("{}", target.name));
        return 0;
    }
    let Some(target) = TARGETS.iter().chain([&PLANTED]).find(|target| target.name == name) else {
        eprintln!("there is no target {name:?}");
        return 2;
    };
    RUN.set(target.run).unwrap();
    let mut arguments: Vec<String> = std::env::args().collect();
    if let Some(folder) = std::env::var_os("PREAU_FUZZ_FOLDER").map(PathBuf::from) {
        arguments.extend(begin(target, &folder));
    }
    // A panic that somebody catches is one all the same.
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        told(panic);
        std::process::abort();
    }));
    let arguments: Vec<CString> = arguments.into_iter().map(|text| CString::new(text).unwrap()).collect();
    let mut pointers: Vec<*mut c_char> = arguments.iter().map(|text| text.as_ptr().cast_mut()).collect();
    let mut count = c_int::try_from(pointers.len()).unwrap();
    pointers.push(std::ptr::null_mut());
    let mut pointers = pointers.as_mut_ptr();
    // SAFETY: the arguments are strings that end, as many as are counted, with nothing behind them, and live until the end.
    unsafe { LLVMFuzzerRunDriver(&raw mut count, &raw mut pointers, one) }
}

/// Writes what the fuzzer begins with, and tells where.
fn begin(target: &Target, folder: &Path) -> Vec<String> {
    let (corpus, seeds, dictionary) = (folder.join("corpus"), folder.join("seeds"), folder.join("words"));
    for folder in [&corpus, &seeds] {
        fs::create_dir_all(folder).unwrap();
    }
    for (number, seed) in (target.seeds)().iter().enumerate() {
        fs::write(seeds.join(number.to_string()), seed).unwrap();
    }
    let escaped = |word: &str| word.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    let words: Vec<String> = target.words.iter().map(|word| format!("\"{}\"\n", escaped(word))).collect();
    // One at least is asked for.
    fs::write(&dictionary, format!("\"\\x00\"\n{}", words.concat())).unwrap();
    let shown = |path: &Path| path.to_str().unwrap().to_owned();
    vec![format!("-dict={}", shown(&dictionary)), shown(&corpus), shown(&seeds)]
}
