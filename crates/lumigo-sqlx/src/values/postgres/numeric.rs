/// A `NUMERIC` with all its digits.
pub(super) fn numeric(bytes: &[u8]) -> Option<String> {
    let (header, groups) = bytes.split_first_chunk::<8>()?;
    let [c0, c1, w0, w1, s0, s1, d0, d1] = *header;
    let sign = match u16::from_be_bytes([s0, s1]) {
        0x0000 => "",
        0x4000 => "-",
        0xc000 => return Some("NaN".to_owned()),
        0xd000 => return Some("Infinity".to_owned()),
        0xf000 => return Some("-Infinity".to_owned()),
        _ => return None,
    };
    let number = Groups {
        groups: groups_of(groups, u16::from_be_bytes([c0, c1]))?,
        weight: i16::from_be_bytes([w0, w1]).into(),
    };
    let scale = usize::try_from(i16::from_be_bytes([d0, d1])).ok()?;
    let (whole, fraction) = (number.whole(), number.fraction(scale));
    Some(match fraction.as_str() {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    })
}

/// Groups of four digits each.
fn groups_of(bytes: &[u8], count: u16) -> Option<Vec<u16>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != usize::from(count) {
        return None;
    }
    let group = |pair: &[u8; 2]| Some(u16::from_be_bytes(*pair)).filter(|group| *group < 10_000);
    pairs.iter().map(group).collect()
}

struct Groups {
    groups: Vec<u16>,
    /// How many groups more than one stand before the point.
    weight: i32,
}

impl Groups {
    fn whole(&self) -> String {
        let digits: String = (0..=self.weight)
            .map(|place| self.digits_of(place))
            .collect();
        match digits.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        }
    }

    fn fraction(&self, scale: usize) -> String {
        let first = self.weight.saturating_add(1);
        let places = (first..).take(scale.div_ceil(4));
        let mut digits: String = places.map(|place| self.digits_of(place)).collect();
        digits.truncate(scale);
        digits
    }

    /// What is not there is zero.
    fn digits_of(&self, place: i32) -> String {
        let group = usize::try_from(place)
            .ok()
            .and_then(|place| self.groups.get(place));
        format!("{:04}", group.copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(weight: i16, sign: u16, scale: i16, groups: &[u16]) -> Vec<u8> {
        let count = u16::try_from(groups.len()).unwrap();
        let weight = weight.cast_unsigned();
        let scale = scale.cast_unsigned();
        let header = [count, weight, sign, scale];
        let numbers = header.iter().chain(groups);
        numbers.flat_map(|number| number.to_be_bytes()).collect()
    }

    #[test]
    fn numbers_have_all_their_digits() {
        for (weight, sign, scale, groups, expected) in [
            (0, 0, 0, &[][..], "0"),
            (0, 0, 2, &[], "0.00"),
            (0, 0, 0, &[7], "7"),
            (0, 0x4000, 2, &[12, 5000], "-12.50"),
            (1, 0, 0, &[1, 2], "10002"),
            (2, 0, 0, &[1], "100000000"),
            (-1, 0, 4, &[12], "0.0012"),
            (-2, 0, 8, &[12], "0.00000012"),
            (-1, 0, 1, &[5000], "0.5"),
            (0, 0, 5, &[3, 1415, 9000], "3.14159"),
            (0, 0xc000, 0, &[], "NaN"),
            (0, 0xd000, 0x20, &[], "Infinity"),
            (0, 0xf000, 0x20, &[], "-Infinity"),
        ] {
            let bytes = encoded(weight, sign, scale, groups);
            assert_eq!(numeric(&bytes).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for bytes in [
            vec![],
            vec![0; 7],
            encoded(0, 1, 0, &[1]),
            encoded(0, 0, -1, &[1]),
            encoded(0, 0, 0, &[10_000]),
            [encoded(0, 0, 0, &[1]), vec![0]].concat(),
            encoded(0, 0, 0, &[1, 2])[..10].to_vec(),
        ] {
            assert_eq!(numeric(&bytes), None, "{bytes:?}");
        }
    }
}
