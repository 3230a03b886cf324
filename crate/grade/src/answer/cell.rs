//! One cell's text, taken apart: items, and variables with the closures that they may hold.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Item, Pat, Stmt, UseTree};

use super::parse::{self, Places};

/// A cell.
#[derive(Debug)]
pub(super) struct Cell {
    /// As many lines as the text has.
    lines: usize,
    pub(super) pieces: Vec<Piece>,
    /// Name and statement of each variable, in order.
    pub(super) variables: Vec<(String, String)>,
    pub(super) notes: Vec<String>,
}

/// An item.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// What it brings.
    pub(super) names: Vec<String>,
    /// Every word in it.
    pub(super) uses: Vec<String>,
    pub(super) is_use: bool,
    /// Brings all that a module has.
    pub(super) is_glob: bool,
    /// The type that it is an `impl` of.
    pub(super) of: Option<String>,
    pub(super) text: String,
    /// Its first line, from 0, and what stands before it there.
    line: usize,
    column: usize,
}

impl Cell {
    /// Reads a cell; an error names the line.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (text, statements, notes) = parse::cell(text)?;
        let places = Places::of(&text);
        let mut cell = Self {
            lines: text.split('\n').count(),
            pieces: Vec::new(),
            variables: Vec::new(),
            notes,
        };
        for statement in statements {
            match statement {
                Stmt::Item(item) if is_kept(&item) => cell.pieces.push(piece(&item, &places)),
                Stmt::Macro(call) if is_thread_local(&call.mac.path) => {
                    let tokens = call.to_token_stream();
                    let mut piece = of_tokens(&tokens, call.span(), &places);
                    piece.names = after_static(&call.mac.tokens);
                    cell.pieces.push(piece);
                }
                Stmt::Local(local) => {
                    if let Some(name) = variable(&local.pat) {
                        let text = places.text(local.span()).to_owned();
                        cell.variables.push((name, text));
                    }
                }
                _ => {}
            }
        }
        Ok(cell)
    }

    /// Whether it has an item of this name.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.pieces
            .iter()
            .any(|piece| !piece.is_use && piece.names.iter().any(|one| one == name))
    }

    /// The items, each where it stood.
    pub(super) fn kept(&self) -> String {
        let (mut text, mut line, mut column) = (String::new(), 0, 0);
        for piece in &self.pieces {
            while line < piece.line {
                text.push('\n');
                (line, column) = (line + 1, 0);
            }
            while column < piece.column {
                text.push(' ');
                column += 1;
            }
            text.push_str(&piece.text);
            line += piece.text.matches('\n').count();
            column = piece.text.rsplit('\n').next().unwrap_or_default().chars().count()
                + if piece.text.contains('\n') { 0 } else { column };
        }
        while line + 1 < self.lines {
            text.push('\n');
            line += 1;
        }
        text
    }
}

/// A call of a macro is no item, whatever the parser takes it for, but for one that makes statics.
fn is_kept(item: &Item) -> bool {
    match item {
        Item::Macro(call) => call.ident.is_some() || is_thread_local(&call.mac.path),
        _ => true,
    }
}

fn is_thread_local(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| last.ident == "thread_local")
}

fn piece(item: &Item, places: &Places) -> Piece {
    let mut piece = of_tokens(&item.to_token_stream(), item.span(), places);
    piece.is_use = matches!(item, Item::Use(_));
    piece.names = match item {
        Item::Fn(it) => vec![it.sig.ident.to_string()],
        Item::Struct(it) => vec![it.ident.to_string()],
        Item::Enum(it) => vec![it.ident.to_string()],
        Item::Union(it) => vec![it.ident.to_string()],
        Item::Trait(it) => vec![it.ident.to_string()],
        Item::Type(it) => vec![it.ident.to_string()],
        Item::Const(it) => vec![it.ident.to_string()],
        Item::Static(it) => vec![it.ident.to_string()],
        Item::Mod(it) => vec![it.ident.to_string()],
        Item::Use(it) => leaves(&it.tree),
        Item::Macro(it) => match &it.ident {
            Some(name) => vec![name.to_string()],
            None => after_static(&it.mac.tokens),
        },
        _ => Vec::new(),
    };
    piece.is_glob = piece.is_use && piece.names.is_empty();
    if let Item::Impl(it) = item
        && let syn::Type::Path(ty) = &*it.self_ty
    {
        piece.of = ty.path.segments.last().map(|last| last.ident.to_string());
    }
    piece
}

fn of_tokens(tokens: &TokenStream, span: proc_macro2::Span, places: &Places) -> Piece {
    Piece {
        names: Vec::new(),
        uses: parse::words_of(tokens.clone()),
        is_use: false,
        is_glob: false,
        of: None,
        text: places.text(span).to_owned(),
        line: span.start().line - 1,
        column: span.start().column,
    }
}

/// The names that a `use` brings.
fn leaves(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => leaves(&path.tree),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(name) => vec![name.rename.to_string()],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}

/// The names of the statics in `thread_local! { static NAME: … }`.
fn after_static(tokens: &TokenStream) -> Vec<String> {
    let words: Vec<String> = tokens
        .clone()
        .into_iter()
        .map(|token| token.to_string())
        .collect();
    words
        .windows(2)
        .filter(|pair| pair[0] == "static")
        .map(|pair| pair[1].clone())
        .collect()
}

fn variable(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(name) => Some(name.ident.to_string()),
        Pat::Type(typed) => variable(&typed.pat),
        _ => None,
    }
}
