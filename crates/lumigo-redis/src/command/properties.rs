use super::tests::{core_with, shown, shown_within};
use lumigo_core::{ActiveCore, Lumigo};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::{Arc, LazyLock};

/// One for all cases.
static CORE: LazyLock<(Lumigo, Arc<ActiveCore>)> = LazyLock::new(|| core_with(&[]));

/// What no text may show. A number, so that it may be taken for a count too.
const SECRET: &str = "731985";

/// Commands whose values are `V`; `V*` stands for any number of them.
const COMMANDS: &[&str] = &[
    "SET k V V*",
    "GETSET k V",
    "APPEND k V",
    "SETEX k V V",
    "MSET k V k2 V k3 V",
    "MSETNX k V",
    "SETRANGE k V V",
    "BITOP V k k2",
    "RESTORE k V V V*",
    "EXPIRE k V*",
    "SORT k V*",
    "KEYS V",
    "SCAN V V*",
    "HSET h f V f2 V",
    "HMSET h f V",
    "HSETNX h f V",
    "HINCRBY h f V",
    "HSETEX h V*",
    "HSCAN h V*",
    "LPUSH l V*",
    "LINSERT l V V V",
    "LREM l V V",
    "LSET l V V",
    "LPOS l V V*",
    "BLPOP l l2 V",
    "BLMPOP V 2 l l2 V*",
    "LMPOP 1 l V*",
    "LMOVE l l2 V V",
    "SADD s V*",
    "SREM s V*",
    "SMISMEMBER s V*",
    "SMOVE s s2 V",
    "SINTERCARD 2 s s2 V*",
    "PFADD p V*",
    "ZADD z V*",
    "ZRANGE z V V V*",
    "ZREM z V*",
    "ZSCORE z V",
    "ZUNION 2 z z2 V*",
    "ZUNIONSTORE d 2 z z2 V*",
    "GEOADD g V*",
    "GEOSEARCH g V*",
    "GEOSEARCHSTORE d g V*",
    "XADD x V*",
    "XREAD V V STREAMS x x2 V V",
    "XREADGROUP GROUP V V V V STREAMS x V",
    "XACK x V*",
    "XCLAIM x V*",
    "XGROUP CREATE x V*",
    "XGROUP V*",
    "PUBLISH c V",
    "EVAL V 1 k V*",
    "EVAL V 0 V*",
    "EVAL_RO V 1 k V*",
    "EVALSHA abc 1 k V*",
    "FCALL f 1 k V*",
    "SCRIPT LOAD V",
    "FUNCTION LOAD V*",
    "AUTH V*",
    "HELLO 3 AUTH V V V*",
    "ACL SETUSER V*",
    "ACL GETUSER V",
    "CONFIG SET V*",
    "CONFIG GET V*",
    "MIGRATE V V k V V V*",
    "CLIENT SETNAME V",
    "CLIENT V*",
    "REPLICAOF V V",
    "MODULE LOAD V*",
    "ECHO V",
    "PING V",
    "OBJECT V*",
    "MEMORY V*",
    "XINFO V*",
    "JSON.SET d V V",
    "FT.SEARCH V*",
    "MYMODULE.PUT V*",
    "NOSUCHCOMMAND V*",
    "DEBUG V*",
];

/// What a value may be taken for.
const WORDS: &[&str] = &[
    "STREAMS",
    "GROUP",
    "AUTH",
    "=",
    " ",
    "\n",
    "\"",
    "k",
    "\u{1F511}",
];

/// Values that hold the secret.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let around = prop_oneof![
        Just(String::new()),
        select(WORDS).prop_map(str::to_owned),
        "\\PC{0,12}",
    ];
    let bytes = prop_oneof![4 => Just(vec![]), 1 => vec(any::<u8>(), 0..4)];
    (around.clone(), around, bytes).prop_map(|(before, after, bytes)| {
        [
            before.as_bytes(),
            SECRET.as_bytes(),
            after.as_bytes(),
            &bytes,
        ]
        .concat()
    })
}

/// A command with values in all its places for them.
fn command() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let place = |word: &'static str| match word {
        "V" => vec(value(), 1).boxed(),
        "V*" => vec(value(), 0..6).boxed(),
        word => Just(vec![word.as_bytes().to_vec()]).boxed(),
    };
    select(COMMANDS).prop_flat_map(move |command| {
        let places: Vec<_> = command.split(' ').map(place).collect();
        places.prop_map(|arguments| arguments.concat())
    })
}

proptest! {
    #[test]
    fn no_value_of_any_command_is_shown(arguments in command()) {
        let text = shown(&CORE.1, &arguments).unwrap();
        prop_assert!(!text.contains(SECRET), "{text}");
    }

    #[test]
    fn no_argument_of_an_unknown_command_is_shown(
        name in "[A-Za-z]{1,8}\\.[A-Za-z]{1,8}X",
        values in vec(value(), 0..8),
    ) {
        let arguments = [vec![name.clone().into_bytes()], values].concat();
        let expected = format!("{name}{}", " ?".repeat(arguments.len() - 1));
        prop_assert_eq!(shown(&CORE.1, &arguments), Some(expected));
    }

    #[test]
    fn of_whatever_bytes_a_line_of_bounded_length_is_made(
        name in option::of(select(COMMANDS)),
        limit in 0..64_usize,
        arguments in vec(vec(any::<u8>(), 0..300), 0..40),
    ) {
        let name = name.and_then(|name| name.split(' ').next());
        let name = name.map(|name| name.as_bytes().to_vec());
        let arguments: Vec<_> = name.into_iter().chain(arguments).collect();
        let text = shown_within(limit, &CORE.1, &arguments).unwrap_or_default();
        prop_assert!(text.chars().count() <= limit);
        prop_assert!(!text.contains('\n'), "{text}");
    }
}
