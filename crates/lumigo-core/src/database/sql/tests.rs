use super::*;
#[test]
fn first() {
    let sql = Sql::read(
        SqlDialect::PostgreSql,
        "select * from a where b = 'x' and c in (1,2,$1)",
        100,
    );
    println!("{sql:?}");
}
