use super::{Text, write};
use crate::INSTRUMENTATION;
use lumigo_core::{ActiveCore, Lumigo};
use redis::{Cmd, ToRedisArgs};
use std::sync::Arc;

/// A core with these variables alone, and what holds it.
pub(super) fn core_with(variables: &[(&'static str, &'static str)]) -> (Lumigo, Arc<ActiveCore>) {
    let variables = [("LUMIGO_DEBUG", "false")].iter().chain(variables).copied();
    let lumigo = Lumigo::builder().with_variables(variables).build();
    let core = INSTRUMENTATION.of(&lumigo).unwrap();
    (lumigo, core)
}

/// What is shown of a command.
pub(super) fn shown(core: &ActiveCore, arguments: &[impl ToRedisArgs]) -> Option<String> {
    shown_within(core.payload_length(), core, arguments)
}

/// The same with another limit.
pub(super) fn shown_within(
    limit: usize,
    core: &ActiveCore,
    arguments: &[impl ToRedisArgs],
) -> Option<String> {
    let mut command = Cmd::new();
    command.arg(arguments);
    let mut text = Text::new(limit);
    write(core, &command, &mut text);
    text.finish()
}

/// Commands, their arguments parted by spaces, and what is shown of them.
const COMMANDS: &[(&str, &str)] = &[
    // Strings.
    ("GET user:1", "GET user:1"),
    ("get user:1", "get user:1"),
    ("SET user:1 ada", "SET user:1 ?"),
    ("SET user:1 ada EX 60 NX", "SET user:1 ? ? ? ?"),
    ("SETEX user:1 60 ada", "SETEX user:1 ? ?"),
    ("PSETEX user:1 60 ada", "PSETEX user:1 ? ?"),
    ("SETNX user:1 ada", "SETNX user:1 ?"),
    ("GETSET user:1 ada", "GETSET user:1 ?"),
    ("GETEX user:1 EX 60", "GETEX user:1 ? ?"),
    ("GETDEL user:1", "GETDEL user:1"),
    ("APPEND user:1 ada", "APPEND user:1 ?"),
    ("SETRANGE user:1 6 ada", "SETRANGE user:1 ? ?"),
    ("GETRANGE user:1 0 -1", "GETRANGE user:1 ? ?"),
    ("INCRBY stock:7 3", "INCRBY stock:7 ?"),
    ("INCRBYFLOAT stock:7 3.5", "INCRBYFLOAT stock:7 ?"),
    ("MGET a b c", "MGET a b c"),
    ("MSET a ada b bob", "MSET a ? b ?"),
    ("MSETNX a ada b bob", "MSETNX a ? b ?"),
    ("MSET a ada b", "MSET a ? b"),
    ("SETBIT flags 7 1", "SETBIT flags ? ?"),
    ("BITOP AND dest a b", "BITOP ? dest a b"),
    ("LCS a b LEN", "LCS a b ?"),
    // Keys of any kind.
    ("DEL a b", "DEL a b"),
    ("UNLINK a b", "UNLINK a b"),
    ("EXISTS a b", "EXISTS a b"),
    ("WATCH a b", "WATCH a b"),
    ("EXPIRE a 60", "EXPIRE a ?"),
    ("RENAME a b", "RENAME a b"),
    ("COPY a b DB 2", "COPY a b ? ?"),
    ("TYPE a", "TYPE a"),
    ("RESTORE a 0 dump", "RESTORE a ? ?"),
    ("SORT a BY weight GET name", "SORT a ? ? ? ?"),
    ("KEYS user:*", "KEYS ?"),
    ("SCAN 0 MATCH ada", "SCAN ? ? ?"),
    // Hashes.
    ("HGET h f", "HGET h f"),
    ("HGETALL h", "HGETALL h"),
    ("HMGET h f g", "HMGET h f g"),
    ("HDEL h f g", "HDEL h f g"),
    ("HSET h f ada g bob", "HSET h f ? g ?"),
    ("HMSET h f ada g bob", "HMSET h f ? g ?"),
    ("HSET h password hunter2", "HSET h **** ?"),
    ("HSETNX h f ada", "HSETNX h f ?"),
    ("HINCRBY h f 3", "HINCRBY h f ?"),
    ("HSETEX h EX 60 FIELDS 1 f ada", "HSETEX h ? ? ? ? ? ?"),
    ("HSCAN h 0", "HSCAN h ?"),
    // Lists.
    ("LPUSH l ada bob", "LPUSH l ? ?"),
    ("LRANGE l 0 -1", "LRANGE l ? ?"),
    ("LINSERT l BEFORE ada bob", "LINSERT l ? ? ?"),
    ("LREM l 0 ada", "LREM l ? ?"),
    ("RPOPLPUSH a b", "RPOPLPUSH a b"),
    ("LMOVE a b LEFT RIGHT", "LMOVE a b ? ?"),
    ("BLPOP a b 0", "BLPOP a b ?"),
    ("BLMOVE a b LEFT RIGHT 0", "BLMOVE a b ? ? ?"),
    ("LMPOP 2 a b LEFT", "LMPOP 2 a b ?"),
    ("BLMPOP 0 2 a b LEFT", "BLMPOP ? 2 a b ?"),
    // Sets.
    ("SADD s ada bob", "SADD s ? ?"),
    ("SISMEMBER s ada", "SISMEMBER s ?"),
    ("SMOVE a b ada", "SMOVE a b ?"),
    ("SINTERSTORE d a b", "SINTERSTORE d a b"),
    ("SINTERCARD 2 a b LIMIT 7", "SINTERCARD 2 a b ? ?"),
    ("PFADD p ada", "PFADD p ?"),
    ("PFMERGE d a b", "PFMERGE d a b"),
    // Sorted sets, places.
    ("ZADD z 1 ada 2 bob", "ZADD z ? ? ? ?"),
    ("ZRANGEBYLEX z [ada [bob", "ZRANGEBYLEX z ? ?"),
    ("ZRANGESTORE d z 0 -1", "ZRANGESTORE d z ? ?"),
    ("ZUNION 2 a b WEIGHTS 1 2", "ZUNION 2 a b ? ? ?"),
    ("ZUNIONSTORE d 2 a b", "ZUNIONSTORE d 2 a b"),
    ("BZPOPMIN a b 0", "BZPOPMIN a b ?"),
    ("BZMPOP 0 1 a MIN", "BZMPOP ? 1 a ?"),
    ("GEOADD g 13.4 52.5 ada", "GEOADD g ? ? ?"),
    (
        "GEOSEARCHSTORE d g FROMMEMBER ada",
        "GEOSEARCHSTORE d g ? ?",
    ),
    // Streams.
    ("XADD orders * name ada", "XADD orders ? ? ?"),
    ("XREAD COUNT 2 STREAMS a b 0 0", "XREAD ? ? STREAMS a b ? ?"),
    ("xread streams a $", "xread streams a ?"),
    (
        "XREADGROUP GROUP streams streams COUNT 1 STREAMS a >",
        "XREADGROUP ? ? ? ? ? STREAMS a ?",
    ),
    ("XREAD COUNT 2", "XREAD ? ?"),
    ("XACK orders group 1-0", "XACK orders ? ?"),
    ("XGROUP CREATE orders group $", "XGROUP CREATE orders ? ?"),
    ("XINFO STREAM orders", "XINFO STREAM orders"),
    // Channels.
    ("PUBLISH news ada", "PUBLISH news ?"),
    ("SUBSCRIBE a b", "SUBSCRIBE a b"),
    // Scripts.
    ("EVAL return'ada' 2 a b ada", "EVAL ? 2 a b ?"),
    ("EVAL return'ada' 0 ada", "EVAL ? 0 ?"),
    ("EVALSHA c664a3bf 1 a ada", "EVALSHA c664a3bf 1 a ?"),
    ("FCALL sell 1 stock:7 3", "FCALL sell 1 stock:7 ?"),
    ("SCRIPT LOAD return'ada'", "SCRIPT LOAD ?"),
    ("FUNCTION LOAD return'ada'", "FUNCTION LOAD ?"),
    // A number of keys that is none.
    ("EVAL ada 9 a b", "EVAL ? ? ? ?"),
    ("EVAL ada 99999999999999999999 a", "EVAL ? ? ?"),
    ("EVAL ada -1 a", "EVAL ? ? ?"),
    ("EVAL ada bob a", "EVAL ? ? ?"),
    ("EVAL ada", "EVAL ?"),
    ("ZUNIONSTORE ada", "ZUNIONSTORE ?"),
    // Servers, users and their passwords.
    ("AUTH hunter2", "AUTH ?"),
    ("AUTH ada hunter2", "AUTH ? ?"),
    ("HELLO 3 AUTH ada hunter2", "HELLO ? ? ? ?"),
    ("ACL SETUSER ada >hunter2", "ACL SETUSER ? ?"),
    ("CONFIG SET requirepass hunter2", "CONFIG SET ? ?"),
    ("config get requirepass", "config get ?"),
    (
        "MIGRATE host 6379 a 0 9 AUTH2 ada hunter2",
        "MIGRATE ? ? ? ? ? ? ? ?",
    ),
    ("CLIENT SETNAME ada", "CLIENT SETNAME ?"),
    ("CLIENT hunter2", "CLIENT ?"),
    ("REPLICAOF host 6379", "REPLICAOF ? ?"),
    ("SLAVEOF host 6379", "SLAVEOF ? ?"),
    ("FAILOVER TO host 6379", "FAILOVER ? ? ?"),
    ("MODULE LOAD path hunter2", "MODULE LOAD ? ?"),
    ("DEBUG SLEEP 1", "DEBUG ? ?"),
    ("ECHO ada", "ECHO ?"),
    ("PING", "PING"),
    ("PING ada", "PING ?"),
    ("SELECT 2", "SELECT ?"),
    ("INFO", "INFO"),
    ("OBJECT ENCODING a", "OBJECT ENCODING a"),
    ("MEMORY USAGE a SAMPLES 5", "MEMORY USAGE a ? ?"),
    // Modules.
    ("JSON.SET doc $ {}", "JSON.SET doc ? ?"),
    ("FT.SEARCH idx ada", "FT.SEARCH ? ?"),
    // Nothing that anybody knows.
    ("MYMODULE.PUT a ada", "MYMODULE.PUT ? ?"),
    ("hunter2! a", "? ?"),
    ("7 a", "? ?"),
];

#[test]
fn of_each_command_the_keys_are_shown_and_no_values() {
    let (_lumigo, core) = core_with(&[]);
    for (command, expected) in COMMANDS {
        let arguments: Vec<&str> = command.split(' ').collect();
        let shown = shown(&core, &arguments);
        assert_eq!(shown.as_deref(), Some(*expected), "{command}");
    }
}

#[test]
fn keys_that_are_called_secrets_are_masked() {
    let (_lumigo, core) = core_with(&[]);
    for (given, expected) in [
        ("user:1", "GET user:1"),
        ("password:ada", "GET ****"),
        ("ada:Secret:7", "GET ****"),
        (
            "page:https://ada:hunter2@shop.example/?sig=hunter2&page=2",
            "GET page:https://REDACTED:REDACTED@shop.example/?sig=****&page=2",
        ),
    ] {
        assert_eq!(shown(&core, &["GET", given]).as_deref(), Some(expected));
    }
}

#[test]
fn the_list_of_secrets_decides_which_keys_are() {
    let (_lumigo, core) = core_with(&[("LUMIGO_SECRET_MASKING_REGEX", r#"["user:.*"]"#)]);
    let text = shown(&core, &["MGET", "user:1", "password:1"]);
    assert_eq!(text.as_deref(), Some("MGET **** password:1"));
    for list in ["all", "[not a list"] {
        let (_lumigo, core) = core_with(&[("LUMIGO_SECRET_MASKING_REGEX", list)]);
        let text = shown(&core, &["MGET", "user:1", "a"]);
        assert_eq!(text.as_deref(), Some("MGET **** ****"), "{list}");
    }
}

#[test]
fn keys_are_quoted_as_a_shell_needs_it() {
    let (_lumigo, core) = core_with(&[]);
    for (given, expected) in [
        (&b""[..], r#"GET """#),
        (b"two words", r#"GET "two words""#),
        (b"a\nDEL b", r#"GET "a\nDEL b""#),
        (br#"say "hi""#, r#"GET "say \"hi\"""#),
        ("größe:7".as_bytes(), "GET größe:7"),
        (b"\xff\xfe", "GET ?"),
        (&[b'a'; 257], "GET ?"),
    ] {
        let text = shown(&core, &[&b"GET"[..], given]);
        assert_eq!(text.as_deref(), Some(expected));
    }
}

#[test]
fn a_command_without_anything_has_no_text() {
    let (_lumigo, core) = core_with(&[]);
    assert_eq!(shown(&core, &[""; 0]), None);
    assert_eq!(shown(&core, &[""]).as_deref(), Some("?"));
}

#[test]
fn the_cursor_of_a_scan_is_an_argument() {
    let (_lumigo, core) = core_with(&[]);
    let mut command = redis::cmd("SSCAN");
    command.arg("s").cursor_arg(0).arg("MATCH").arg("ada*");
    let mut text = Text::new(100);
    write(&core, &command, &mut text);
    assert_eq!(text.finish().as_deref(), Some("SSCAN s ? ? ?"));
}

#[test]
fn a_long_command_is_cut_at_the_limit() {
    let (_lumigo, core) = core_with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "20")]);
    let keys: Vec<_> = (0..100_000).map(|n| format!("ключ:{n}")).collect();
    let arguments = [vec!["MGET".to_owned()], keys].concat();
    let text = shown(&core, &arguments).unwrap();
    assert_eq!(text, "MGET ключ:0 ключ:1 к");
    assert_eq!(text.chars().count(), 20);
}

#[test]
fn a_limit_of_nothing_leaves_nothing() {
    let (_lumigo, core) = core_with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "0")]);
    assert_eq!(shown(&core, &["GET", "a"]), None);
}
