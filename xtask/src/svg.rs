//! What the pictures have in common.

/// Text as XML takes it. Control characters, which no XML can hold, are left out, save for the end of a line.
pub fn escaped(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_take_for_a_sign_of_its_own_is_only_a_character() {
        assert_eq!(escaped("a < b && \"c\" > d\n"), "a &lt; b &amp;&amp; &quot;c&quot; &gt; d\n");
        assert_eq!(escaped("\u{1b}[1mbold\0\u{ffff}"), "[1mbold");
    }
}
