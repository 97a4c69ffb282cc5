use Shape::{
    BeforeLast, Counted, First, From, Hidden, NamedAndCounted, Pairs, Streams, Subcommand,
};

/// Where a command has its keys, or what serves as such: the fields of a hash, channels, the names of scripts.
/// All else may be a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Hidden,
    /// Only so many, at the front.
    First(usize),
    /// All from this one on.
    From(usize),
    /// All but the last, which is a time-out.
    BeforeLast,
    /// So many at the front, then pairs of a key and a value.
    Pairs {
        after: usize,
    },
    /// After a number that says how many.
    Counted {
        at: usize,
    },
    /// One, then a number that says how many follow.
    NamedAndCounted,
    /// After the word `STREAMS`.
    Streams,
    /// One of these words, then so many.
    Subcommand {
        words: &'static [&'static str],
        keys: usize,
    },
}

/// More than any name below has.
const LONGEST: usize = 24;

impl Shape {
    /// The shape of the command of this name, in whatever case; of another nothing is known.
    pub(super) fn of(name: &str) -> Self {
        let mut upper = [0; LONGEST];
        let Some(upper) = upper.get_mut(..name.len()) else {
            return Hidden;
        };
        upper.copy_from_slice(name.as_bytes());
        upper.make_ascii_uppercase();
        std::str::from_utf8(upper).map_or(Hidden, Self::of_upper)
    }

    fn of_upper(name: &str) -> Self {
        match name {
            // Strings, bitmaps and counters.
            "APPEND" | "BITCOUNT" | "BITFIELD" | "BITFIELD_RO" | "BITPOS" | "DECR" | "DECRBY"
            | "DELEX" | "DIGEST" | "GET" | "GETBIT" | "GETDEL" | "GETEX" | "GETRANGE"
            | "GETSET" | "INCR" | "INCRBY" | "INCRBYFLOAT" | "PSETEX" | "SET" | "SETBIT"
            | "SETEX" | "SETNX" | "SETRANGE" | "STRLEN" | "SUBSTR" => First(1),
            "MGET" => From(0),
            "MSET" | "MSETNX" => Pairs { after: 0 },
            "BITOP" => From(1),
            "LCS" => First(2),
            // Keys of any kind.
            "DUMP" | "EXPIRE" | "EXPIREAT" | "EXPIRETIME" | "MOVE" | "PERSIST" | "PEXPIRE"
            | "PEXPIREAT" | "PEXPIRETIME" | "PTTL" | "RESTORE" | "SORT" | "SORT_RO" | "TTL"
            | "TYPE" => First(1),
            "DEL" | "EXISTS" | "TOUCH" | "UNLINK" | "WATCH" => From(0),
            "COPY" | "RENAME" | "RENAMENX" => First(2),
            // Hashes: the fields too.
            "HEXPIRE" | "HEXPIREAT" | "HEXPIRETIME" | "HGETALL" | "HGETDEL" | "HGETEX"
            | "HKEYS" | "HLEN" | "HPERSIST" | "HPEXPIRE" | "HPEXPIREAT" | "HPEXPIRETIME"
            | "HPTTL" | "HRANDFIELD" | "HSCAN" | "HSETEX" | "HTTL" | "HVALS" => First(1),
            "HEXISTS" | "HGET" | "HINCRBY" | "HINCRBYFLOAT" | "HSETNX" | "HSTRLEN" => First(2),
            "HDEL" | "HMGET" => From(0),
            "HMSET" | "HSET" => Pairs { after: 1 },
            // Lists.
            "LINDEX" | "LINSERT" | "LLEN" | "LPOP" | "LPOS" | "LPUSH" | "LPUSHX" | "LRANGE"
            | "LREM" | "LSET" | "LTRIM" | "RPOP" | "RPUSH" | "RPUSHX" => First(1),
            "BLMOVE" | "BRPOPLPUSH" | "LMOVE" | "RPOPLPUSH" => First(2),
            "BLPOP" | "BRPOP" => BeforeLast,
            "LMPOP" => Counted { at: 0 },
            "BLMPOP" => Counted { at: 1 },
            // Sets, HyperLogLogs.
            "PFADD" | "SADD" | "SCARD" | "SISMEMBER" | "SMEMBERS" | "SMISMEMBER" | "SPOP"
            | "SRANDMEMBER" | "SREM" | "SSCAN" => First(1),
            "PFCOUNT" | "PFMERGE" | "SDIFF" | "SDIFFSTORE" | "SINTER" | "SINTERSTORE"
            | "SUNION" | "SUNIONSTORE" => From(0),
            "SMOVE" => First(2),
            "SINTERCARD" => Counted { at: 0 },
            // Sorted sets, places.
            "GEOADD"
            | "GEODIST"
            | "GEOHASH"
            | "GEOPOS"
            | "GEORADIUS"
            | "GEORADIUSBYMEMBER"
            | "GEORADIUSBYMEMBER_RO"
            | "GEORADIUS_RO"
            | "GEOSEARCH"
            | "ZADD"
            | "ZCARD"
            | "ZCOUNT"
            | "ZINCRBY"
            | "ZLEXCOUNT"
            | "ZMSCORE"
            | "ZPOPMAX"
            | "ZPOPMIN"
            | "ZRANDMEMBER"
            | "ZRANGE"
            | "ZRANGEBYLEX"
            | "ZRANGEBYSCORE"
            | "ZRANK"
            | "ZREM"
            | "ZREMRANGEBYLEX"
            | "ZREMRANGEBYRANK"
            | "ZREMRANGEBYSCORE"
            | "ZREVRANGE"
            | "ZREVRANGEBYLEX"
            | "ZREVRANGEBYSCORE"
            | "ZREVRANK"
            | "ZSCAN"
            | "ZSCORE" => First(1),
            "GEOSEARCHSTORE" | "ZRANGESTORE" => First(2),
            "BZPOPMAX" | "BZPOPMIN" => BeforeLast,
            "ZDIFF" | "ZINTER" | "ZINTERCARD" | "ZMPOP" | "ZUNION" => Counted { at: 0 },
            "BZMPOP" => Counted { at: 1 },
            "ZDIFFSTORE" | "ZINTERSTORE" | "ZUNIONSTORE" => NamedAndCounted,
            // Streams.
            "XACK" | "XACKDEL" | "XADD" | "XAUTOCLAIM" | "XCLAIM" | "XDEL" | "XDELEX" | "XLEN"
            | "XPENDING" | "XRANGE" | "XREVRANGE" | "XSETID" | "XTRIM" => First(1),
            "XREAD" | "XREADGROUP" => Streams,
            // Channels.
            "PUBLISH" | "SPUBLISH" => First(1),
            "PSUBSCRIBE" | "PUNSUBSCRIBE" | "SSUBSCRIBE" | "SUBSCRIBE" | "SUNSUBSCRIBE"
            | "UNSUBSCRIBE" => From(0),
            // Scripts: not their texts.
            "EVAL" | "EVAL_RO" => Counted { at: 1 },
            "EVALSHA" | "EVALSHA_RO" | "FCALL" | "FCALL_RO" => NamedAndCounted,
            // JSON, Bloom filters, time series.
            "BF.ADD" | "BF.EXISTS" | "BF.MADD" | "BF.MEXISTS" | "CF.ADD" | "CF.EXISTS"
            | "JSON.ARRAPPEND" | "JSON.DEL" | "JSON.GET" | "JSON.MERGE" | "JSON.NUMINCRBY"
            | "JSON.SET" | "JSON.STRAPPEND" | "JSON.TYPE" | "TS.ADD" | "TS.CREATE" | "TS.GET"
            | "TS.RANGE" => First(1),
            "JSON.MGET" => BeforeLast,
            _ => Self::of_container(name),
        }
    }

    /// The shape of a command whose first argument says what it does.
    fn of_container(name: &str) -> Self {
        let (words, keys): (&[&str], usize) = match name {
            "MEMORY" => (&["USAGE"], 1),
            "OBJECT" => (&["ENCODING", "FREQ", "IDLETIME", "REFCOUNT"], 1),
            "XGROUP" => (
                &[
                    "CREATE",
                    "CREATECONSUMER",
                    "DELCONSUMER",
                    "DESTROY",
                    "SETID",
                ],
                1,
            ),
            "XINFO" => (&["CONSUMERS", "GROUPS", "STREAM"], 1),
            "ACL" => (
                &[
                    "CAT", "DELUSER", "DRYRUN", "GENPASS", "GETUSER", "LIST", "LOAD", "LOG",
                    "SAVE", "SETUSER", "USERS", "WHOAMI",
                ],
                0,
            ),
            "CLIENT" => (
                &[
                    "CACHING",
                    "GETNAME",
                    "GETREDIR",
                    "ID",
                    "INFO",
                    "KILL",
                    "LIST",
                    "NO-EVICT",
                    "NO-TOUCH",
                    "PAUSE",
                    "REPLY",
                    "SETINFO",
                    "SETNAME",
                    "TRACKING",
                    "TRACKINGINFO",
                    "UNBLOCK",
                    "UNPAUSE",
                ],
                0,
            ),
            "CLUSTER" => (
                &[
                    "COUNTKEYSINSLOT",
                    "FAILOVER",
                    "INFO",
                    "KEYSLOT",
                    "LINKS",
                    "MYID",
                    "NODES",
                    "REPLICAS",
                    "SHARDS",
                    "SLOTS",
                ],
                0,
            ),
            "COMMAND" => (&["COUNT", "DOCS", "GETKEYS", "INFO", "LIST"], 0),
            "CONFIG" => (&["GET", "RESETSTAT", "REWRITE", "SET"], 0),
            "FUNCTION" => (
                &[
                    "DELETE", "DUMP", "FLUSH", "KILL", "LIST", "LOAD", "RESTORE", "STATS",
                ],
                0,
            ),
            "LATENCY" => (
                &["DOCTOR", "GRAPH", "HISTOGRAM", "HISTORY", "LATEST", "RESET"],
                0,
            ),
            "MODULE" => (&["LIST", "LOAD", "LOADEX", "UNLOAD"], 0),
            "PUBSUB" => (
                &[
                    "CHANNELS",
                    "NUMPAT",
                    "NUMSUB",
                    "SHARDCHANNELS",
                    "SHARDNUMSUB",
                ],
                0,
            ),
            "SCRIPT" => (&["DEBUG", "EXISTS", "FLUSH", "KILL", "LOAD"], 0),
            "SLOWLOG" => (&["GET", "LEN", "RESET"], 0),
            _ => return Hidden,
        };
        Subcommand { words, keys }
    }
}
