//! What masking a JSON payload costs, by us and by way of `serde_json`.

use criterion::Criterion;
use integration::cases::masking;
use std::io;

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("masking");
    for (name, set_up) in masking::CASES {
        let case = set_up()?;
        group.bench_function(*name, |bencher| bencher.iter(|| case.run()));
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
