//! Cancellation, with the names that tokio-util gives it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tells every loop that holds a clone of it to stop.
#[derive(Clone, Default)]
pub struct CancellationToken {
    own: Arc<AtomicBool>,
    parents: Vec<Arc<AtomicBool>>,
}

impl CancellationToken {
    /// Cancels it, and all its children.
    pub fn cancel(&self) {
        self.own.store(true, Ordering::SeqCst);
    }

    /// Whether it, or a parent of it, is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.own.load(Ordering::SeqCst) || self.parents.iter().any(|parent| parent.load(Ordering::SeqCst))
    }

    /// A token that is cancelled with this one, and can be cancelled alone.
    pub fn child_token(&self) -> CancellationToken {
        let mut parents = self.parents.clone();
        parents.push(Arc::clone(&self.own));
        CancellationToken { own: Arc::default(), parents }
    }
}
