//! Wraps text for people.

use textwrap::Options;

/// Text in lines of at most this many columns. Paragraphs and lists stay apart; indented lines stay as they are, and so do
/// words that are longer than a line.
pub fn wrap(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut paragraph = String::new();
    let flush = |paragraph: &mut String, wrapped: &mut String| {
        if !paragraph.is_empty() {
            let list = ["- ", "* "].iter().any(|mark| paragraph.starts_with(mark));
            let options =
                Options::new(width).subsequent_indent(if list { "  " } else { "" }).break_words(false);
            *wrapped += &textwrap::fill(paragraph, options);
            wrapped.push('\n');
            paragraph.clear();
        }
    };
    for line in text.trim_end().lines() {
        let line = line.trim_end();
        let list_item = ["- ", "* "].iter().any(|mark| line.starts_with(mark));
        let verbatim = line.starts_with("    ");
        if line.is_empty() || list_item || verbatim {
            flush(&mut paragraph, &mut wrapped);
        }
        if line.is_empty() || verbatim {
            wrapped += line;
            wrapped.push('\n');
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph += line.trim_start();
        }
    }
    flush(&mut paragraph, &mut wrapped);
    wrapped
}

/// How many columns a line takes. Colours and links take none.
pub fn width_of(line: &str) -> usize {
    textwrap::core::display_width(line)
}

/// The text in lines of at most this many columns, whatever it is: what is indented stays so, and a word that is longer than
/// a line is broken. Colours and links take no room.
pub fn fold(text: &str, width: usize) -> Vec<String> {
    let mut folded = Vec::new();
    for line in text.lines() {
        if width_of(line) <= width {
            folded.push(line.to_owned());
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let indent = " ".repeat(indent.min(width / 2));
        let options = Options::new(width.max(1))
            .subsequent_indent(&indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        folded.extend(textwrap::wrap(line, options).into_iter().map(std::borrow::Cow::into_owned));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_fits_its_width() {
        let text =
            "One two three\nfour five.\n\n- a list of things\n- b\n\n    code stays as long as it is\nend\n";
        let expected = "One two\nthree\nfour\nfive.\n\n- a list\n  of\n  things\n- b\n\n    code stays as long as it is\nend\n";
        assert_eq!(wrap(text, 8), expected);
        assert_eq!(wrap("averyveryverylongword b", 8), "averyveryverylongword\nb\n");
    }
    #[test]
    fn nothing_is_wider_than_the_terminal() {
        assert_eq!(fold("  one two three\n\nab", 8), ["  one", "  two", "  three", "", "ab"]);
        assert_eq!(fold("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(fold("\x1b[1mab\x1b[0m cd", 5), ["\x1b[1mab\x1b[0m cd"]);
    }
}
