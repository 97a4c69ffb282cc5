/// What may begin a URL's query or JSON, stands for something else in JSON, or is not ASCII.
const ODD: u8 = 1;
/// Two of them are before a URL's host.
const SLASH: u8 = 2;

const KINDS: [u8; 256] = kinds();

/// Whether a header's value has no secret in it, whatever the lists say, and stays as it is in JSON.
pub(super) fn is_plain(value: &[u8]) -> bool {
    let mut seen = 0;
    let mut pairs = 0;
    let mut last = 0;
    for byte in value {
        let kind = KINDS.get(usize::from(*byte)).copied().unwrap_or(ODD);
        seen |= kind;
        pairs |= kind & last;
        last = kind;
    }
    seen & ODD == 0 && pairs & SLASH == 0
}

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut rest: &mut [u8] = &mut kinds;
    let mut byte = 0_u8;
    while let [kind, others @ ..] = rest {
        *kind = match byte {
            b'/' => SLASH,
            b'"' | b'\\' | b'?' | b'#' | b'{' | b'[' | ..b' ' | 0x7f.. => ODD,
            _ => 0,
        };
        byte = byte.wrapping_add(1);
        rest = others;
    }
    kinds
}
