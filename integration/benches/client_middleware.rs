//! What a request costs in each of the client cases.

use criterion::Criterion;
use integration::cases::client;
use std::io;

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("client_middleware");
    for (name, set_up) in client::CASES {
        let case = set_up()?;
        group.bench_function(*name, |bencher| bencher.iter(|| case.run()));
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
