/// What may begin a URL's query or JSON, stands for something else in JSON, or is not ASCII.
const ODD: u8 = 1;
/// Two of them are before a URL's host.
const SLASH: u8 = 2;

const KINDS: [u8; 256] = kinds();

/// Whether a header's value has no secret in it, whatever the lists say, and stays as it is in JSON.
pub(super) fn is_plain(value: &[u8]) -> bool {
    let kind = |byte: &u8| KINDS.get(usize::from(*byte)).copied().unwrap_or(ODD);
    let seen = value.iter().fold(0, |seen, byte| seen | kind(byte));
    seen & ODD == 0 && (seen & SLASH == 0 || !value.windows(2).any(|pair| pair == b"//"))
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
