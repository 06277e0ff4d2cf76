/**
 * The grammar of Bicep and of its parameter files (bicepparam).
 *
 * What decides its shape:
 * - A newline is a token. Only blanks, comments and directives may stand anywhere.
 * - Where a line goes on although a newline follows (before `?`, `:` and `|`), the scanner looks ahead and says so.
 * - A string is one token, or one per piece between its holes, so that no comment can start inside it.
 * - Types and expressions are separate families of rules.
 * - Parentheses are one rule for a parenthesis and for the parameters of a lambda; which one it is shows behind it.
 *
 * It accepts somewhat more than the compiler, for instance a newline behind the comma of an array.
 */

const LAMBDA = -2;
const TERNARY = -1;
const UNARY = 110;
const POSTFIX = 120;

/** Binary operators, all left-associative, with the compiler's precedence. */
const OPERATORS = [
  [30, ['??']],
  [40, ['||']],
  [50, ['&&']],
  [70, ['==', '!=', '=~', '!~']],
  [80, ['<', '<=', '>', '>=']],
  [90, ['+', '-']],
  [100, ['*', '/', '%']],
];

/** What stands in a string: no quote, no line end, no `${`; a dollar sign and its followers are taken together. */
const TEXT = /([^'\\$\r\n]|\\[^\r\n]|\$+([^'\\${\r\n]|\\[^\r\n]))*/.source;

const name = $ => alias($.identifier, $.name);

/** Rules between brackets, separated by newlines or commas. One flat repetition keeps trees small. */
const elements = ($, rule) =>
  seq(repeat(choice($._newline, seq(rule, choice($._newline, ',')))), optional(rule));

/** Rules between parentheses, separated by commas. */
const commaSeparated = ($, rule) =>
  seq(
    optional($._newlines),
    optional(seq(rule, repeat(seq(optional($._newlines), ',', optional($._newlines), rule)), optional($._newlines))),
  );

module.exports = grammar({
  name: 'akslint_bicep',

  externals: $ => [
    $._newline_before_question,
    $._newline_before_colon,
    $._newline_before_pipe,
    $.multiline_string_complete,
    $.multiline_string_left,
    $.multiline_string_middle,
    $.multiline_string_right,
    $._error_recovery, // never used in a rule: valid only while the parser recovers from an error
  ],

  extras: $ => [/[ \t]/, $.comment, $.directive],

  word: $ => $.identifier,

  rules: {
    program: $ => seq(repeat(choice($._newline, seq($._statement, $._newline))), optional($._statement)),

    _statement: $ =>
      choice(
        $.target_scope,
        $.metadata,
        $.parameter,
        $.parameter_assignment,
        $.variable,
        $.type_declaration,
        $.function,
        $.resource,
        $.module,
        $.test,
        $.output,
        $.import,
        $.extension,
        $.assert,
        $.using,
        $.extends,
        $.extension_configuration,
      ),

    // Declarations

    _decorators: $ => repeat1(seq($.decorator, $._newlines)),

    decorator: $ => seq('@', repeat(seq(name($), '.')), name($), optional($.arguments)),

    target_scope: $ => seq(optional($._decorators), 'targetScope', '=', $._expression),

    metadata: $ => seq(optional($._decorators), 'metadata', name($), '=', $._expression),

    parameter: $ => seq(optional($._decorators), 'param', name($), $._type, optional(seq('=', $._expression))),

    parameter_assignment: $ => seq(optional($._decorators), 'param', name($), '=', $._expression),

    variable: $ => seq(optional($._decorators), 'var', name($), optional($._type), '=', $._expression),

    type_declaration: $ => seq(optional($._decorators), 'type', name($), '=', $._type),

    function: $ =>
      seq(
        optional($._decorators),
        'func',
        name($),
        $.function_parameters,
        $._type,
        '=>',
        optional($._newlines),
        $._expression,
      ),

    function_parameters: $ => seq('(', commaSeparated($, $.function_parameter), ')'),

    function_parameter: $ => seq(name($), $._type),

    resource: $ =>
      seq(optional($._decorators), 'resource', name($), $._string, optional('existing'), '=', $._deployed),

    module: $ => seq(optional($._decorators), 'module', name($), $._string, '=', $._deployed),

    test: $ => seq(optional($._decorators), 'test', name($), $._string, '=', $.object),

    _deployed: $ => choice($.object, seq(optional($._newlines), $.if), $.for),

    output: $ => seq(optional($._decorators), 'output', name($), $._type, '=', $._expression),

    assert: $ => seq(optional($._decorators), 'assert', name($), '=', $._expression),

    import: $ =>
      seq(optional($._decorators), 'import', choice($.imported_symbols, $.wildcard_import), 'from', $._string),

    wildcard_import: $ => seq('*', 'as', name($)),

    imported_symbols: $ => seq('{', elements($, $.imported_symbol), '}'),

    imported_symbol: $ => seq(choice(name($), $.string), optional(seq('as', name($)))),

    extension: $ =>
      seq(
        optional($._decorators),
        choice(
          seq(choice('extension', 'provider'), choice($.identifier, $._string)),
          seq('import', $._string), // as extensions were declared until Bicep 0.2x
        ),
        optional($._with),
        optional(seq('as', name($))),
      ),

    _with: $ => seq('with', $.object),

    using: $ => seq(optional($._decorators), 'using', choice('none', $._string), optional($._with)),

    extends: $ => seq(optional($._decorators), 'extends', $._string),

    extension_configuration: $ => seq(optional($._decorators), 'extensionConfig', $.identifier, $._with),

    // Types

    _type: $ => choice($.union_type, $._type_operand),

    union_type: $ =>
      choice(
        seq($._pipe, $._type_operand, repeat(seq($._pipe, $._type_operand))),
        seq($._type_operand, repeat1(seq($._pipe, $._type_operand))),
      ),

    _pipe: $ => seq(optional(seq($._newline_before_pipe, optional($._newlines))), '|'),

    _type_operand: $ => choice($._type_member, $.unary_type, $.nullable_type, $.non_null_type),

    unary_type: $ => seq(choice('!', '-'), $._type_member),

    nullable_type: $ => seq($._type_operand, '?'),

    non_null_type: $ => seq($._type_operand, '!'),

    _type_member: $ =>
      choice(
        alias($.identifier, $.type_name),
        $.generic_type,
        $.resource_type,
        $.literal_type,
        $.object_type,
        $.tuple_type,
        $.parenthesized_type,
        $.array_type,
        $.items_type,
        $.item_type,
        $.member_type,
        $.additional_properties_type,
      ),

    generic_type: $ =>
      seq(
        choice(seq($._type_member, '.', name($)), name($), alias('resource', $.name)),
        '<',
        commaSeparated($, $._type),
        '>',
      ),

    resource_type: $ => prec.right(seq('resource', optional($._string))),

    literal_type: $ => choice($.number, $.boolean, $.null, $._string),

    object_type: $ => seq('{', elements($, $.type_property), '}'),

    type_property: $ => seq(optional($._decorators), choice(name($), $._string, '*'), ':', $._type),

    tuple_type: $ => seq('[', elements($, $.tuple_item), ']'),

    tuple_item: $ => seq(optional($._decorators), $._type),

    parenthesized_type: $ => seq('(', optional($._newlines), $._type, optional($._newlines), ')'),

    array_type: $ => seq($._type_member, '[', ']'),

    items_type: $ => seq($._type_member, '[', '*', ']'),

    item_type: $ => seq($._type_member, '[', $._expression, ']'),

    member_type: $ => seq($._type_member, '.', name($)),

    additional_properties_type: $ => seq($._type_member, '.', '*'),

    // Expressions

    _expression: $ => choice($.ternary, $.binary, $.unary, $.lambda, $._operand),

    ternary: $ =>
      prec.right(
        TERNARY,
        seq(
          $._expression,
          optional(seq($._newline_before_question, optional($._newlines))),
          '?',
          $._expression,
          optional(seq($._newline_before_colon, optional($._newlines))),
          ':',
          $._expression,
        ),
      ),

    binary: $ =>
      choice(
        ...OPERATORS.map(([precedence, operators]) =>
          prec.left(precedence, seq($._expression, choice(...operators), $._expression)),
        ),
      ),

    unary: $ => prec(UNARY, seq(choice('!', '-'), $._expression)),

    lambda: $ =>
      prec.right(LAMBDA, seq(choice(name($), $.parenthesized), '=>', optional($._newlines), $._expression)),

    _operand: $ =>
      choice(
        $.identifier,
        $.call,
        $.member,
        $.nested,
        $.index,
        $.non_null,
        $.instance_call,
        $.parenthesized,
        $.object,
        $.array,
        $.for,
        $.number,
        $.boolean,
        $.null,
        $._string,
      ),

    call: $ => prec(POSTFIX, seq(name($), $.arguments)),

    arguments: $ => seq('(', commaSeparated($, $._expression), ')'),

    member: $ => prec(POSTFIX, seq($._expression, '.', optional('?'), name($))),

    instance_call: $ => prec(POSTFIX, seq($._expression, '.', optional('?'), name($), $.arguments)),

    nested: $ => prec(POSTFIX, seq($._expression, '::', name($))),

    index: $ => prec(POSTFIX, seq($._expression, '[', optional('?'), optional('^'), $._expression, ']')),

    non_null: $ => prec(POSTFIX, seq($._expression, '!')),

    parenthesized: $ => seq('(', commaSeparated($, $._expression), ')'),

    object: $ => seq('{', elements($, choice($.property, $.spread, $.resource)), '}'),

    property: $ => seq(choice(name($), alias('resource', $.name), $._string), ':', $._expression),

    spread: $ => seq('...', $._expression),

    // As with a `for`, what comes first decides.
    array: $ =>
      seq(
        '[',
        optional($._newlines),
        optional(seq($._item, optional(seq(choice($._newline, ','), elements($, $._item))))),
        ']',
      ),

    _item: $ => choice($._expression, $.spread),

    for: $ =>
      seq(
        '[',
        optional($._newlines),
        'for',
        choice(name($), seq('(', name($), ',', name($), ')')),
        'in',
        $._expression,
        ':',
        choice($._expression, $.if),
        optional($._newlines),
        ']',
      ),

    if: $ => seq('if', $.parenthesized, $.object),

    // Literals

    boolean: _ => choice('true', 'false'),

    null: _ => 'null',

    number: _ => /[0-9]+/,

    _string: $ => choice($.string, $.interpolated_string, $.multiline_string, $.interpolated_multiline_string),

    string: _ => token(RegExp(`'${TEXT}\\$*'`)),

    interpolated_string: $ =>
      seq($.string_left, $._expression, repeat(seq($.string_middle, $._expression)), $.string_right),

    string_left: _ => token(RegExp(`'${TEXT}\\$+\\{`)),

    string_middle: _ => token(RegExp(`\\}${TEXT}\\$+\\{`)),

    string_right: _ => token(RegExp(`\\}${TEXT}\\$*'`)),

    // It may end in more than three quotes; all but the last three belong to the text.
    multiline_string: _ => token(/'''([^']|''?[^'])*''''*/),

    interpolated_multiline_string: $ =>
      choice(
        $.multiline_string_complete,
        seq(
          $.multiline_string_left,
          $._expression,
          repeat(seq($.multiline_string_middle, $._expression)),
          $.multiline_string_right,
        ),
      ),

    identifier: _ => /[A-Za-z_][A-Za-z0-9_]*/,

    // Trivia

    _newlines: $ => repeat1($._newline),

    _newline: _ => token(/[\r\n]([ \t]*[\r\n])*/),

    // A comment without end reaches to the end of the file, so that no text is searched twice for the end.
    comment: _ => token(choice(/\/\/[^\r\n]*/, /\/\*([^*]|\*+[^*\/])*(\*+\/)?/)),

    directive: _ => token(/#(disable-next-line|disable-diagnostics|restore-diagnostics)([ \t][^\r\n]*)?/),
  },
});
