//! One contender in a process: what is measured around it is said by the first argument.

mod count;
mod pace;
mod serve;
mod time;

use std::env;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => bench::case::names().for_each(|name| println!("{name}")),
        ["count", case, times, sink] => count::run(case, number(times), sink),
        ["time", case, ms, sink] => time::run(case, number(ms), sink),
        ["serve", contender, sink] => serve::run(contender, sink),
        ["pace", who, rate, seconds, sink] => pace::run(who, number(rate), number(seconds), sink),
        _ => panic!("list | count | time | serve | pace"),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}
