//! Texts for people: what programs printed, arguments, counts, names that were meant.

use std::fmt::Write;

/// `bytes` as one line of text: what isn't UTF-8, or moves the cursor, or turns the direction of writing, is
/// shown by its number, and so is a space at the end. Longer than `limit` characters, it is cut.
pub fn escape(bytes: &[u8], limit: usize) -> String {
    let mut text = String::new();
    let mut room = limit;
    let spaces_at_the_end = bytes.iter().rev().take_while(|&&byte| byte == b' ').count();
    let (bytes, spaces) = bytes.split_at(bytes.len() - spaces_at_the_end);
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            if room == 0 {
                return cut(text, bytes.len() + spaces.len());
            }
            room -= 1;
            if unprintable(char) {
                text.extend(char.escape_default());
            } else {
                text.push(char);
            }
        }
        for byte in chunk.invalid() {
            if room == 0 {
                return cut(text, bytes.len() + spaces.len());
            }
            room -= 1;
            // Writing to a String can't fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    for _ in spaces.iter().take(room) {
        text.push_str("\\x20");
    }
    if spaces.len() > room {
        return cut(text, bytes.len() + spaces.len());
    }
    text
}

fn cut(mut text: String, bytes: usize) -> String {
    let _ = write!(text, "… ({bytes} bytes)");
    text
}

/// Control characters, and the marks that reorder or hide text.
fn unprintable(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Text as XML takes it. Control characters, which no XML can hold, are left out, save for the end of a line.
pub fn xml(text: &str) -> String {
    let mut escaped = String::new();
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push('\n'),
            '\u{fffe}' | '\u{ffff}' => {}
            char if char.is_control() => {}
            char => escaped.push(char),
        }
    }
    escaped
}

/// The last `lines` lines of what a program printed, at most `limit` characters each.
pub fn tail(bytes: &[u8], lines: usize, limit: usize) -> Vec<String> {
    let all = crate::engine::compare::lines(bytes);
    let last = &all[all.len().saturating_sub(lines)..];
    let first_with_text = last.iter().position(|line| !line.trim_ascii().is_empty()).unwrap_or(last.len());
    last[first_with_text..].iter().map(|line| escape(line.trim_ascii_end(), limit)).collect()
}

/// A count and its noun.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// An argument as the shell of this system takes it.
pub fn quote(argument: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_./=:,+@%".contains(char);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    if cfg!(windows) {
        // PowerShell: nothing in single quotes means anything but a quote.
        return format!("'{}'", argument.replace('\'', "''"));
    }
    if !argument.chars().any(unprintable) {
        return format!("'{}'", argument.replace('\'', r"'\''"));
    }
    let mut quoted = String::from("$'");
    for char in argument.chars() {
        // Writing to a String can't fail.
        let _ = match char {
            '\'' | '\\' => write!(quoted, "\\{char}"),
            _ if !unprintable(char) => write!(quoted, "{char}"),
            _ if char.is_ascii() => write!(quoted, "\\x{:02x}", u32::from(char)),
            _ => write!(quoted, "\\U{:08x}", u32::from(char)),
        };
    }
    quoted + "'"
}

/// The one of `known` that `name` was most likely meant to be.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const CLOSE: f64 = 0.66;
    // The one forgives a wrong end, the other two letters that changed places.
    let score =
        |known| strsim::jaro_winkler(name, known).max(strsim::normalized_damerau_levenshtein(name, known));
    let scored = known.into_iter().map(|known| (score(known), known));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= CLOSE).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_printed_reaches_the_terminal_raw() {
        let escaped = escape(b"a\x1b[2J\x07\r\xff\xc2\x9b\xe2\x80\xae end  ", 80);
        assert_eq!(escaped, r"a\u{1b}[2J\u{7}\r\xff\u{9b}\u{202e} end\x20\x20");
    }

    #[test]
    fn a_long_line_is_cut_and_its_length_told() {
        assert_eq!(escape("ä".repeat(50).as_bytes(), 3), "äää… (100 bytes)");
        assert_eq!(escape(b"abc", 3), "abc");
        assert_eq!(escape(b"abc  ", 4), r"abc\x20… (5 bytes)");
    }

    #[cfg(unix)]
    #[test]
    fn an_argument_survives_the_shell() {
        assert_eq!(quote("--n=5"), "--n=5");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quote("it's\n\x1b\u{202e}"), r"$'it\'s\x0a\x1b\U0000202e'");
    }
}
