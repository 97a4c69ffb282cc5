//! What a request costs in each of the server cases.

use criterion::Criterion;
use integration::cases::server;
use std::io;

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("server_layer");
    for (name, set_up) in server::CASES {
        let case = set_up()?;
        group.bench_function(*name, |bencher| bencher.iter(|| case.run()));
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
