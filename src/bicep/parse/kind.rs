//! The kinds of nodes that the grammar yields, as numbers to match on.

use std::sync::OnceLock;

use tree_sitter::Language;

macro_rules! kinds {
    ($($variant:ident $name:literal $named:literal,)*) => {
        /// What a node is. Names are the grammar's; tokens are named for what they look like.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            /// What the parser had to pass over.
            Error,
            /// A token that nothing depends on.
            Other,
            $($variant,)*
        }

        /// Every kind with its name in the grammar and whether that names a node rather than a token.
        const NAMES: &[(Kind, &str, bool)] = &[$((Kind::$variant, $name, $named),)*];
    };
}

kinds! {
    Program "program" true,
    Decorator "decorator" true,
    Arguments "arguments" true,
    TargetScope "target_scope" true,
    Metadata "metadata" true,
    Parameter "parameter" true,
    ParameterAssignment "parameter_assignment" true,
    Variable "variable" true,
    TypeDeclaration "type_declaration" true,
    Function "function" true,
    FunctionParameters "function_parameters" true,
    FunctionParameter "function_parameter" true,
    Resource "resource" true,
    Module "module" true,
    Test "test" true,
    Output "output" true,
    Assert "assert" true,
    Import "import" true,
    WildcardImport "wildcard_import" true,
    ImportedSymbols "imported_symbols" true,
    ImportedSymbol "imported_symbol" true,
    Extension "extension" true,
    Using "using" true,
    Extends "extends" true,
    ExtensionConfiguration "extension_configuration" true,
    TypeName "type_name" true,
    UnionType "union_type" true,
    UnaryType "unary_type" true,
    NullableType "nullable_type" true,
    NonNullType "non_null_type" true,
    GenericType "generic_type" true,
    ResourceType "resource_type" true,
    LiteralType "literal_type" true,
    ObjectType "object_type" true,
    TypeProperty "type_property" true,
    TupleType "tuple_type" true,
    TupleItem "tuple_item" true,
    ParenthesizedType "parenthesized_type" true,
    ArrayType "array_type" true,
    ItemsType "items_type" true,
    ItemType "item_type" true,
    MemberType "member_type" true,
    AdditionalPropertiesType "additional_properties_type" true,
    Ternary "ternary" true,
    Binary "binary" true,
    Unary "unary" true,
    Lambda "lambda" true,
    Identifier "identifier" true,
    Name "name" true,
    Call "call" true,
    Member "member" true,
    InstanceCall "instance_call" true,
    Nested "nested" true,
    Index "index" true,
    NonNull "non_null" true,
    Parenthesized "parenthesized" true,
    Object "object" true,
    Property "property" true,
    Spread "spread" true,
    Array "array" true,
    For "for" true,
    If "if" true,
    Boolean "boolean" true,
    Null "null" true,
    Number "number" true,
    String "string" true,
    InterpolatedString "interpolated_string" true,
    StringLeft "string_left" true,
    StringMiddle "string_middle" true,
    StringRight "string_right" true,
    MultilineString "multiline_string" true,
    InterpolatedMultilineString "interpolated_multiline_string" true,
    MultilineComplete "multiline_string_complete" true,
    MultilineLeft "multiline_string_left" true,
    MultilineMiddle "multiline_string_middle" true,
    MultilineRight "multiline_string_right" true,
    Comment "comment" true,
    Directive "directive" true,
    Bang "!" false,
    BangEqual "!=" false,
    BangTilde "!~" false,
    Percent "%" false,
    AmpersandAmpersand "&&" false,
    ParenthesisOpen "(" false,
    ParenthesisClose ")" false,
    Star "*" false,
    Plus "+" false,
    Comma "," false,
    Minus "-" false,
    Dot "." false,
    Ellipsis "..." false,
    Slash "/" false,
    Colon ":" false,
    ColonColon "::" false,
    Less "<" false,
    LessEqual "<=" false,
    Equal "=" false,
    EqualEqual "==" false,
    Arrow "=>" false,
    EqualTilde "=~" false,
    Greater ">" false,
    GreaterEqual ">=" false,
    Question "?" false,
    QuestionQuestion "??" false,
    At "@" false,
    BracketOpen "[" false,
    BracketClose "]" false,
    Caret "^" false,
    BraceOpen "{" false,
    BraceClose "}" false,
    Pipe "|" false,
    PipePipe "||" false,
    True "true" false,
    False "false" false,
    None "none" false,
    As "as" false,
    With "with" false,
    Existing "existing" false,
    KeywordTargetScope "targetScope" false,
    KeywordMetadata "metadata" false,
    KeywordParam "param" false,
    KeywordVar "var" false,
    KeywordType "type" false,
    KeywordFunc "func" false,
    KeywordResource "resource" false,
    KeywordModule "module" false,
    KeywordTest "test" false,
    KeywordOutput "output" false,
    KeywordAssert "assert" false,
    KeywordImport "import" false,
    KeywordExtension "extension" false,
    KeywordProvider "provider" false,
    KeywordUsing "using" false,
    KeywordExtends "extends" false,
    KeywordExtensionConfig "extensionConfig" false,
    KeywordFor "for" false,
    KeywordIf "if" false,
    KeywordIn "in" false,
    KeywordFrom "from" false,
}

impl Kind {
    /// The kind of a node whose number in the grammar is this.
    pub(super) fn of(number: u16) -> Self {
        if number == u16::MAX { Self::Error } else { table().get(usize::from(number)).copied().unwrap_or(Self::Other) }
    }

    /// The kind of a token that the parser's log calls by this name.
    pub(super) fn of_token(name: &str) -> Self {
        let found = |is_node| NAMES.iter().find(|(_, other, node)| *other == name && *node == is_node);
        found(false).or_else(|| found(true)).map_or(Self::Other, |(kind, _, _)| *kind)
    }

    /// Whether such a node may have children.
    pub(super) fn has_children(self) -> bool {
        !self.is_punctuation()
            && !matches!(
                self,
                Self::Identifier
                    | Self::Name
                    | Self::TypeName
                    | Self::Number
                    | Self::Null
                    | Self::String
                    | Self::StringLeft
                    | Self::StringMiddle
                    | Self::StringRight
                    | Self::MultilineString
                    | Self::Colon
                    | Self::Equal
                    | Self::Dot
                    | Self::Question
            )
    }

    /// Whether such a token only says what its node says as well.
    pub(super) fn is_punctuation(self) -> bool {
        matches!(
            self,
            Self::Other
                | Self::ParenthesisOpen
                | Self::ParenthesisClose
                | Self::BracketOpen
                | Self::BracketClose
                | Self::BraceOpen
                | Self::BraceClose
                | Self::Comma
                | Self::Ellipsis
                | Self::Arrow
        )
    }

    /// Whether such a node is a declaration.
    pub(super) fn is_declaration(self) -> bool {
        matches!(
            self,
            Self::TargetScope
                | Self::Metadata
                | Self::Parameter
                | Self::ParameterAssignment
                | Self::Variable
                | Self::TypeDeclaration
                | Self::Function
                | Self::Resource
                | Self::Module
                | Self::Test
                | Self::Output
                | Self::Assert
                | Self::Import
                | Self::Extension
                | Self::Using
                | Self::Extends
                | Self::ExtensionConfiguration
        )
    }

    /// Whether such a node is an expression.
    pub(super) fn is_expression(self) -> bool {
        self.is_string()
            || matches!(
                self,
                Self::Ternary
                    | Self::Binary
                    | Self::Unary
                    | Self::Lambda
                    | Self::Identifier
                    | Self::Call
                    | Self::Member
                    | Self::InstanceCall
                    | Self::Nested
                    | Self::Index
                    | Self::NonNull
                    | Self::Parenthesized
                    | Self::Object
                    | Self::Array
                    | Self::For
                    | Self::If
                    | Self::Boolean
                    | Self::Null
                    | Self::Number
            )
    }

    /// Whether such a node is a string.
    pub(super) fn is_string(self) -> bool {
        matches!(
            self,
            Self::String | Self::InterpolatedString | Self::MultilineString | Self::InterpolatedMultilineString
        )
    }

    /// Whether such a node is a type.
    pub(super) fn is_type(self) -> bool {
        matches!(
            self,
            Self::TypeName
                | Self::UnionType
                | Self::UnaryType
                | Self::NullableType
                | Self::NonNullType
                | Self::GenericType
                | Self::ResourceType
                | Self::LiteralType
                | Self::ObjectType
                | Self::TupleType
                | Self::ParenthesizedType
                | Self::ArrayType
                | Self::ItemsType
                | Self::ItemType
                | Self::MemberType
                | Self::AdditionalPropertiesType
        )
    }
}

/// The grammar.
pub(super) fn language() -> &'static Language {
    static LANGUAGE: OnceLock<Language> = OnceLock::new();
    LANGUAGE.get_or_init(|| akslint_bicep_grammar::LANGUAGE.into())
}

fn table() -> &'static [Kind] {
    static TABLE: OnceLock<Vec<Kind>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let language = language();
        // A name may have several numbers, such as a token and an alias: ask each number for its name.
        (0..u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX))
            .map(|number| {
                let name = language.node_kind_for_id(number).unwrap_or_default();
                let named = language.node_kind_is_named(number);
                let found = NAMES.iter().find(|(_, other, is_node)| *other == name && *is_node == named);
                found.map_or(Kind::Other, |(kind, _, _)| *kind)
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{NAMES, language};

    #[test]
    fn the_grammar_has_every_kind() {
        for (kind, name, is_node) in NAMES {
            assert_ne!(language().id_for_node_kind(name, *is_node), 0, "{kind:?}");
        }
    }
}
