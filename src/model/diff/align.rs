//! Aligns two lists of texts: which are in both, removed, added.
//!
//! Only the algorithm of Myers is called, for one type: the functions of `similar` that choose an algorithm bring all of them,
//! for each type.
use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

/// Returns the steps that make `new` of `old`, in the order of both lists. A removal and an addition at the same place are one
/// replacement.
pub(super) fn align<T: AsRef<str>>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    align_texts(&texts(old), &texts(new))
}

fn texts<T: AsRef<str>>(list: &[T]) -> Vec<&str> {
    list.iter().map(AsRef::as_ref).collect()
}

fn align_texts(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut steps = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut steps, old, 0..old.len(), new, 0..new.len());
    steps.into_inner().into_inner().into_ops()
}
