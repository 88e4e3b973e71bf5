//! Text in lines that are no wider than there is room.

/// A text in as many lines of at most `width` characters as it needs, each with its end.
pub fn sentence(text: &str, width: usize) -> String {
    wrapped(text.split(' '), "", width)
}

/// Phrases with commas in between, which are kept whole if each fits into a line.
pub fn phrases(phrases: &[String], width: usize) -> String {
    if phrases.iter().all(|phrase| phrase.chars().count() < width) {
        wrapped(phrases.iter().map(String::as_str), ",", width)
    } else {
        sentence(&phrases.join(", "), width)
    }
}

fn wrapped<'a>(parts: impl Iterator<Item = &'a str>, mark: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for part in parts {
        if !text.is_empty() {
            text += mark;
            column += mark.len();
            let fits = column + 1 + part.chars().count() + mark.len() <= width;
            text.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        for char in part.chars() {
            // Too long for any line.
            if column == width {
                text.push('\n');
                column = 0;
            }
            text.push(char);
            column += 1;
        }
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_between_words_and_within_one_only_if_it_must() {
        assert_eq!(sentence("one two three", 7), "one two\nthree\n");
        assert_eq!(sentence("a word_too_long b", 6), "a\nword_t\noo_lon\ng b\n");
        assert_eq!(sentence("", 6), "\n");
    }

    #[test]
    fn a_phrase_is_kept_whole_if_each_fits() {
        let both = ["one two".to_owned(), "three four".to_owned()];
        assert_eq!(phrases(&both, 19), "one two,\nthree four\n");
        assert_eq!(phrases(&both, 20), "one two, three four\n");
        assert_eq!(phrases(&both, 8), "one two,\nthree\nfour\n");
    }
}
