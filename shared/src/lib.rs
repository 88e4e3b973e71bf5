//! Tasks and processing
