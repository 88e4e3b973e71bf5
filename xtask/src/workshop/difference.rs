//! The difference between two texts, line by line.

use std::fmt::Write;

use crate::contract::longest_common;
use crate::report::Paint;

/// How many lines that are the same are shown around each change.
const AROUND: usize = 3;

/// One line of the difference, with its mark.
enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// The lines in which `new` differs from `old`, with some around them; empty, if there are none.
pub fn difference(old: &str, new: &str, paint: Paint) -> String {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let mut lines = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    let ends = (old.len(), new.len());
    for (same_old, same_new) in longest_common(&as_bytes(&old), &as_bytes(&new)).into_iter().chain([ends]) {
        lines.extend(old[at_old..same_old].iter().map(|line| Line::Gone(line)));
        lines.extend(new[at_new..same_new].iter().map(|line| Line::New(line)));
        if let Some(line) = old.get(same_old) {
            lines.push(Line::Same(line));
        }
        (at_old, at_new) = (same_old + 1, same_new + 1);
    }

    let changed: Vec<usize> = (0..lines.len()).filter(|&at| !matches!(lines[at], Line::Same(_))).collect();
    let near = |at: usize| changed.iter().any(|&change| change.abs_diff(at) <= AROUND);
    let mut text = String::new();
    let mut left_out = false;
    for (at, line) in lines.iter().enumerate() {
        if !near(at) {
            left_out = true;
            continue;
        }
        if std::mem::take(&mut left_out) {
            text += "  …\n";
        }
        // Writing to a String can't fail.
        let _ = match line {
            Line::Same(line) => writeln!(text, "  {line}"),
            Line::Gone(line) => writeln!(text, "{}", paint.removed(&format!("- {line}"))),
            Line::New(line) => writeln!(text, "{}", paint.added(&format!("+ {line}"))),
        };
    }
    text
}

fn as_bytes<'a>(lines: &[&'a str]) -> Vec<&'a [u8]> {
    lines.iter().map(|line| line.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Colour;

    #[test]
    fn only_what_changes_is_shown_with_some_lines_around_it() {
        let paint = Colour::Never.for_stdout();
        assert_eq!(difference("a\nb\n", "a\r\nb", paint), "");
        let old = "1\n2\n3\n4\n5\nold\n6\n7\n8\n9\nx\n";
        let new = "1\n2\n3\n4\n5\nnew\nmore\n6\n7\n8\n9\nx\ny\n";
        let shown = "  …\n  3\n  4\n  5\n- old\n+ new\n+ more\n  6\n  7\n  8\n  9\n  x\n+ y\n";
        assert_eq!(difference(old, new, paint), shown);
    }
}
