//! A host for the tests of the dependency report: `reporter PLAN`. It makes no spans, so that what it
//! sends is the report.

use lumigo_opentelemetry::{Lumigo, LumigoBuilder};
use std::fs::read_dir;
use std::thread;

fn main() {
    match std::env::args().nth(1).expect("a plan").as_str() {
        "init" => listed().init().shutdown(),
        "init-without-list" => Lumigo::builder().init().shutdown(),
        "init-again" => (0..2).for_each(|_| listed().init().shutdown()),
        "build" => listed().build().shutdown(),
        "leave" => {
            listed().init().shutdown();
            println!("done");
            return;
        }
        other => println!("no plan {other}"),
    }
    wait_for_threads();
    println!("done");
}

fn listed() -> LumigoBuilder {
    Lumigo::builder().with_dependencies(lumigo_opentelemetry::dependencies!())
}

/// Returns when this thread is the only one: what was started in the background has ended.
fn wait_for_threads() {
    while read_dir("/proc/self/task").expect("Linux").count() > 1 {
        thread::yield_now();
    }
}
