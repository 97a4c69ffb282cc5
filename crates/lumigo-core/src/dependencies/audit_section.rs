use object::Endianness;
use object::elf::{FileHeader32, FileHeader64};
use object::macho::{MachHeader32, MachHeader64};
use object::pe::{ImageDosHeader, ImageNtHeaders32, ImageNtHeaders64};
use object::read::elf::{FileHeader, SectionHeader};
use object::read::macho::{MachHeader, Section, Segment};
use object::read::pe::ImageNtHeaders;
use object::read::{FileKind, ReadCache, ReadRef};
use std::io::{Read, Seek};

/// Of every format; in Mach-O it is in the segment `__DATA`.
const NAME: &[u8] = b".dep-v0";

/// Where a section is in the file, and how many bytes it has there.
type Place = (u64, u64);

/// The contents of the section that `cargo auditable` adds to an executable, if it has one of at most
/// `limit` bytes. Of the rest of the file only the tables of its sections are read.
pub(super) fn audit_section(file: impl Read + Seek, limit: u64) -> Option<Vec<u8>> {
    let file = &ReadCache::new(file);
    let (offset, size) = match FileKind::parse(file).ok()? {
        FileKind::Elf32 => in_elf::<FileHeader32<Endianness>>(file),
        FileKind::Elf64 => in_elf::<FileHeader64<Endianness>>(file),
        FileKind::MachO32 => in_mach_o::<MachHeader32<Endianness>>(file),
        FileKind::MachO64 => in_mach_o::<MachHeader64<Endianness>>(file),
        FileKind::Pe32 => in_pe::<ImageNtHeaders32>(file),
        FileKind::Pe64 => in_pe::<ImageNtHeaders64>(file),
        _ => None,
    }?;
    if size > limit {
        return None;
    }
    file.read_bytes_at(offset, size).ok().map(<[u8]>::to_vec)
}

fn in_elf<'a, H: FileHeader<Endian = Endianness>>(file: impl ReadRef<'a>) -> Option<Place> {
    let header = H::parse(file).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, file).ok()?;
    let (_, section) = sections.section_by_name(endian, NAME)?;
    section.file_range(endian)
}

fn in_mach_o<'a, H: MachHeader<Endian = Endianness>>(file: impl ReadRef<'a>) -> Option<Place> {
    let header = H::parse(file, 0).ok()?;
    let endian = header.endian().ok()?;
    let mut commands = header.load_commands(endian, file, 0).ok()?;
    while let Some(command) = commands.next().ok()? {
        let Some((segment, sections)) = H::Segment::from_command(command).ok()? else {
            continue;
        };
        let sections = segment.sections(endian, sections).ok()?;
        if let Some(section) = sections.iter().find(|section| section.name() == NAME) {
            return section.file_range(endian, section.offset(endian).into());
        }
    }
    None
}

fn in_pe<'a, H: ImageNtHeaders>(file: impl ReadRef<'a>) -> Option<Place> {
    let mut offset = ImageDosHeader::parse(file).ok()?.nt_headers_offset().into();
    let (header, _) = H::parse(file, &mut offset).ok()?;
    let sections = header.sections(file, offset).ok()?;
    let section = sections.iter().find(|section| section.raw_name() == NAME)?;
    let (offset, size) = section.pe_file_range();
    Some((offset.into(), size.into()))
}
