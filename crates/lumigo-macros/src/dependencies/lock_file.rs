use std::collections::{BTreeSet, HashMap};
use toml::de::{DeTable, DeValue};

/// A `[[package]]` of a lock file.
struct Package<'a> {
    version: &'a str,
    /// A package of this workspace has no source.
    is_local: bool,
    /// Each is `name`, `name version` or `name version (source)`: as much as tells it from others.
    dependencies: Vec<&'a str>,
}

type Packages<'a> = HashMap<&'a str, Vec<Package<'a>>>;

/// Name and version of everything that a local package depends on, itself left out. `None` when the
/// lock file cannot be read or does not know the package.
pub(super) fn closure(lock: &str, name: &str, version: &str) -> Option<BTreeSet<(String, String)>> {
    let document = DeTable::parse(lock).ok()?;
    let packages = packages(document.get_ref())?;
    let root = packages
        .get(name)?
        .iter()
        .find(|package| package.is_local && package.version == version)?;
    let mut found = BTreeSet::new();
    let mut open = vec![root];
    while let Some(package) = open.pop() {
        for dependency in &package.dependencies {
            let (name, package_version) = parts(dependency);
            let named = packages.get(name).into_iter().flatten();
            let meant = named
                .filter(|package| package_version.is_none_or(|wanted| wanted == package.version));
            open.extend(meant.filter(|package| found.insert((name, package.version))));
        }
    }
    found.remove(&(name, version));
    let owned = |(name, version): (&str, &str)| (name.to_owned(), version.to_owned());
    Some(found.into_iter().map(owned).collect())
}

fn packages<'a>(document: &'a DeTable<'_>) -> Option<Packages<'a>> {
    let mut packages = Packages::new();
    for package in document.get("package")?.get_ref().as_array()? {
        let package = package.get_ref().as_table()?;
        let text = |key| package.get(key).and_then(|value| value.get_ref().as_str());
        let dependencies = package.get("dependencies");
        let dependencies = dependencies.and_then(|value| value.get_ref().as_array());
        let names = dependencies.into_iter().flatten();
        packages.entry(text("name")?).or_default().push(Package {
            version: text("version")?,
            is_local: !package.contains_key("source"),
            dependencies: names
                .filter_map(|name| DeValue::as_str(name.get_ref()))
                .collect(),
        });
    }
    Some(packages)
}

/// The name, and the version where it is needed.
fn parts(dependency: &str) -> (&str, Option<&str>) {
    let mut parts = dependency.split(' ');
    (parts.next().unwrap_or_default(), parts.next())
}
