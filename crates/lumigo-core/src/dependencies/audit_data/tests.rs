use super::*;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use object::write::pe::{NtHeaders, Writer};
use object::write::{Object, StandardSegment};
use object::{Architecture, BinaryFormat, Endianness, SectionKind, pe};
use proptest::prelude::*;
use serde_json::json;
use std::io::{Cursor, SeekFrom, Write};

fn audited(file: impl AsRef<[u8]>) -> Option<Vec<(String, String)>> {
    let dependencies = of_executable(Cursor::new(file))?.into_iter();
    let pairs = dependencies.map(|Dependency { name, version }| (name, version));
    Some(pairs.collect())
}

/// A section as `cargo auditable` writes it.
fn section(audit_data: &Json) -> Vec<u8> {
    compressed(audit_data.to_string().as_bytes())
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn axum() -> Json {
    json!({ "packages": [{ "name": "axum", "version": "0.8.9", "source": "crates.io" }] })
}

fn is_axum(dependencies: &[(String, String)]) -> bool {
    matches!(dependencies, [(name, version)] if name == "axum" && version == "0.8.9")
}

fn object_file(
    format: BinaryFormat,
    architecture: Architecture,
    endian: Endianness,
    name: &str,
    section: &[u8],
) -> Vec<u8> {
    let mut object = Object::new(format, architecture, endian);
    let data = object.segment_name(StandardSegment::Data).to_vec();
    let other = object.add_section(data.clone(), b".other".to_vec(), SectionKind::Data);
    object.set_section_data(other, vec![1; 100], 8);
    let own = object.add_section(data, name.as_bytes().to_vec(), SectionKind::ReadOnlyData);
    object.set_section_data(own, section.to_vec(), 1);
    object.write().unwrap()
}

fn elf(section: &[u8]) -> Vec<u8> {
    let architecture = Architecture::X86_64;
    let little = Endianness::Little;
    object_file(BinaryFormat::Elf, architecture, little, ".dep-v0", section)
}

fn windows_program(is_64: bool, section: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = Writer::new(is_64, 0x1000, 0x200, &mut file);
    writer.reserve_dos_header_and_stub();
    writer.reserve_nt_headers(16);
    writer.reserve_section_headers(1);
    let characteristics = pe::IMAGE_SCN_CNT_INITIALIZED_DATA | pe::IMAGE_SCN_MEM_READ;
    let size = section.len().try_into().unwrap();
    let range = writer.reserve_section(*b".dep-v0\0", characteristics, size, size);
    writer.write_dos_header_and_stub().unwrap();
    writer.write_nt_headers(NtHeaders {
        machine: pe::IMAGE_FILE_MACHINE_AMD64,
        time_date_stamp: 0,
        characteristics: pe::IMAGE_FILE_EXECUTABLE_IMAGE,
        major_linker_version: 0,
        minor_linker_version: 0,
        address_of_entry_point: 0,
        image_base: 0x40_0000,
        major_operating_system_version: 0,
        minor_operating_system_version: 0,
        major_image_version: 0,
        minor_image_version: 0,
        major_subsystem_version: 0,
        minor_subsystem_version: 0,
        subsystem: pe::IMAGE_SUBSYSTEM_WINDOWS_CUI,
        dll_characteristics: Default::default(),
        size_of_stack_reserve: 0,
        size_of_stack_commit: 0,
        size_of_heap_reserve: 0,
        size_of_heap_commit: 0,
    });
    writer.write_section_headers();
    writer.write_section(range.file_offset, section);
    file
}

#[test]
fn the_section_is_found_in_every_format() {
    use Architecture::{Aarch64, Arm, I386, PowerPc64, X86_64};
    use BinaryFormat::{Elf, MachO};
    use Endianness::{Big, Little};
    let section = section(&axum());
    for (format, architecture, endian) in [
        (Elf, X86_64, Little),
        (Elf, Aarch64, Little),
        (Elf, PowerPc64, Big),
        (Elf, I386, Little),
        (MachO, Aarch64, Little),
        (MachO, Arm, Little),
    ] {
        let file = object_file(format, architecture, endian, ".dep-v0", &section);
        let found = audited(file).unwrap_or_default();
        assert!(is_axum(&found), "{format:?} {architecture:?}: {found:?}");
    }
    for is_64 in [true, false] {
        let found = audited(windows_program(is_64, &section)).unwrap_or_default();
        assert!(is_axum(&found), "PE, 64 bits: {is_64}: {found:?}");
    }
}

#[test]
fn the_program_and_what_only_its_build_needed_are_left_out() {
    let audit_data = json!({ "format": 1, "packages": [
        { "name": "shop", "version": "0.1.0", "source": "local", "root": true, "dependencies": [2] },
        { "name": "cc", "version": "1.2.0", "source": "crates.io", "kind": "build" },
        { "name": "tower", "version": "0.5.3", "source": "crates.io", "kind": "runtime" },
        { "name": "axum", "version": "0.8.9", "source": "git", "root": false },
        { "name": "axum", "version": "0.7.0", "source": "crates.io" },
        { "name": "axum", "version": "0.7.0", "source": "registry" },
        { "name": "no version" },
        { "name": 7, "version": "1.0.0" },
        "no package",
    ] });
    let found = audited(elf(&section(&audit_data))).unwrap();
    let expected = [("axum", "0.7.0"), ("axum", "0.8.9"), ("tower", "0.5.3")];
    let expected = expected.map(|(name, version)| (name.to_owned(), version.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn what_cannot_be_read_is_no_audit_data() {
    let whole = section(&axum());
    let (half, _) = whole.split_at(whole.len() / 2);
    let no_json = compressed(b"{\"packages\": [");
    let blown_up = axum().to_string() + &" ".repeat(64 << 20);
    let bomb = compressed(blown_up.as_bytes());
    assert!(bomb.len() < LIMIT, "{}", bomb.len());
    let mut padded = whole.clone();
    padded.resize(LIMIT, 0);
    assert!(audited(elf(&padded)).is_some());
    padded.push(0);
    let deep = compressed("[".repeat(1 << 20).as_bytes());
    for (what, section) in [
        ("an empty section", Vec::new()),
        ("a section cut short", half.to_vec()),
        ("no zlib", b"sesame".repeat(100)),
        ("no JSON", no_json),
        ("nested too deeply", deep),
        ("a decompression bomb", bomb),
        ("a section that is too big", padded),
        ("no object", section(&json!(7))),
        ("no packages", section(&json!({ "format": 1 }))),
        (
            "packages that are no list",
            section(&json!({ "packages": {} })),
        ),
        ("an empty list", section(&json!({ "packages": [] }))),
    ] {
        assert_eq!(audited(elf(&section)), None, "{what}");
    }
}

#[test]
fn a_file_without_the_section_has_no_audit_data() {
    let other_name = object_file(
        BinaryFormat::Elf,
        Architecture::X86_64,
        Endianness::Little,
        ".dep-v9",
        &section(&axum()),
    );
    let files: [&[u8]; 6] = [
        &other_name,
        b"",
        b"\x7fELF",
        b"MZ",
        b"#!/bin/sh\n",
        &[0; 4096],
    ];
    for file in files {
        assert_eq!(audited(file), None, "{:?}", file.get(..16));
    }
}

/// Counts what is read, and pretends that zeros follow up to a length.
struct Counted<F> {
    file: F,
    length: Option<u64>,
    read: usize,
}

impl<F: Read> Read for Counted<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += read;
        Ok(read)
    }
}

impl<F: Seek> Seek for Counted<F> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match (to, self.length) {
            (SeekFrom::End(0), Some(length)) => Ok(length),
            _ => self.file.seek(to),
        }
    }
}

#[test]
fn a_huge_program_is_not_read_whole() {
    let mut huge = Counted {
        file: Cursor::new(elf(&section(&axum()))),
        length: Some(1 << 40),
        read: 0,
    };
    assert!(of_executable(&mut huge).is_some());
    assert!(huge.read < 16 * 1024, "{}", huge.read);

    let file = File::open(std::env::current_exe().unwrap()).unwrap();
    let size = usize::try_from(file.metadata().unwrap().len()).unwrap();
    let mut this_test = Counted {
        file,
        length: None,
        read: 0,
    };
    let _ = of_executable(&mut this_test);
    assert!(this_test.read < size / 20, "{} of {size}", this_test.read);
}

#[test]
fn a_file_cut_anywhere_never_panics() {
    let section = section(&axum());
    for file in [elf(&section), windows_program(true, &section)] {
        for length in 0..file.len() {
            let found = audited(file.get(..length).unwrap());
            assert!(found.is_none_or(|found| is_axum(&found)), "{length}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..2048), format in 0..4_usize) {
        let magic: [&[u8]; 4] = [b"", b"\x7fELF\x02\x01\x01", b"MZ", b"\xcf\xfa\xed\xfe"];
        let mut file = magic[format].to_vec();
        file.extend(&bytes);
        let _ = audited(file);
        let _ = audited(elf(&bytes));
        let _ = audited(elf(&compressed(&bytes)));
    }

    #[test]
    fn no_changed_bytes_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..16),
        is_elf in any::<bool>(),
    ) {
        let section = section(&axum());
        let mut file = if is_elf { elf(&section) } else { windows_program(true, &section) };
        for (index, byte) in changes {
            let index = index.index(file.len());
            file[index] = byte;
        }
        let _ = audited(file);
    }
}
