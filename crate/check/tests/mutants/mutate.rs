//! All mutants of an answer cell, each with one change and a name that stays.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprMacro, FnArg, ItemFn, Local, Pat, Stmt, Token, punctuated::Punctuated};

use crate::operators::{self, Change, Parameters};

/// A solution with one change.
pub(crate) struct Mutant {
    /// Such as `line 3: .round() dropped`; lines are those of the answer cell.
    pub(crate) name: String,
    /// All of the cell, on one line.
    pub(crate) code: String,
}

/// The cell itself as the first, then everything that the operators make of it.
pub(crate) fn mutants(cell: &str) -> syn::Result<Vec<Mutant>> {
    let file = syn::parse_file(cell)?;
    let original = file.to_token_stream().to_string();
    let mut seen = BTreeSet::from([original.clone()]);
    let mut mutants = vec![Mutant {
        name: "as it is".into(),
        code: original,
    }];
    let mut names = BTreeMap::new();
    for target in 0.. {
        let mut changed = file.clone();
        let mut mutator = Mutator {
            left: target,
            parameters: Parameters::default(),
            made: None,
        };
        mutator.visit_file_mut(&mut changed);
        let Some((line, what)) = mutator.made else {
            break;
        };
        let code = changed.to_token_stream().to_string();
        if !seen.insert(code.clone()) {
            continue;
        }
        let name = format!("line {line}: {what}");
        let same: &mut usize = names.entry(name.clone()).or_default();
        *same += 1;
        mutants.push(Mutant {
            name: if *same == 1 {
                name
            } else {
                format!("{name} ({same})")
            },
            code,
        });
    }
    Ok(mutants)
}

/// Walks over the functions' bodies, and makes one change: the one before which `left` others stand.
struct Mutator {
    left: usize,
    parameters: Parameters,
    made: Option<(usize, String)>,
}

impl Mutator {
    /// The change whose turn it is, if it is among these.
    fn choose<T>(&mut self, line: usize, mut changes: Vec<Change<T>>) -> Option<T> {
        if self.made.is_some() {
            return None;
        }
        if self.left >= changes.len() {
            self.left -= changes.len();
            return None;
        }
        let (what, changed) = changes.swap_remove(self.left);
        self.made = Some((line, what));
        Some(changed)
    }
}

fn line(node: &impl Spanned) -> usize {
    node.span().start().line
}

impl VisitMut for Mutator {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        self.parameters = function
            .sig
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(input) => Some((
                    input.pat.to_token_stream().to_string(),
                    input.ty.to_token_stream().to_string(),
                )),
                FnArg::Receiver(_) => None,
            })
            .collect();
        self.visit_block_mut(&mut function.block);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        for index in 0..block.stmts.len() {
            if let Stmt::Expr(statement, Some(_)) = &block.stmts[index] {
                let what = format!("`{};` dropped", operators::short(statement));
                if self.choose(line(statement), vec![(what, ())]).is_some() {
                    block.stmts.remove(index);
                    return;
                }
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    /// `let _ = x;` only says that x is not used.
    fn visit_local_mut(&mut self, local: &mut Local) {
        if !matches!(local.pat, Pat::Wild(_)) {
            visit_mut::visit_local_mut(self, local);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let changes = operators::changes(expr, &self.parameters);
        if let Some(changed) = self.choose(line(expr), changes) {
            *expr = changed;
        } else if self.made.is_none() {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    /// What stands in `s![…]` and the like is a list of expressions.
    fn visit_expr_macro_mut(&mut self, node: &mut ExprMacro) {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(mut list) = node.mac.parse_body_with(parser) {
            for expr in &mut list {
                self.visit_expr_mut(expr);
            }
            node.mac.tokens = list.to_token_stream();
        }
    }

    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        let changes = operators::pattern_changes(pattern);
        if let Some(changed) = self.choose(line(pattern), changes) {
            *pattern = changed;
        } else if self.made.is_none() {
            visit_mut::visit_pat_mut(self, pattern);
        }
    }
}
