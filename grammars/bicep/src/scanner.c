// The tokens of Bicep that no regular expression describes: multi-line strings with holes, whose holes open with as
// many dollar signs as the string did, and newlines behind which an expression or type goes on.
//
// The state is a stack of the dollar signs of the strings whose holes the parser is in.

#include "tree_sitter/parser.h"

#include <stdlib.h>
#include <string.h>

enum TokenType {
  NEWLINE_BEFORE_QUESTION,
  NEWLINE_BEFORE_COLON,
  NEWLINE_BEFORE_PIPE,
  MULTILINE_COMPLETE,
  MULTILINE_LEFT,
  MULTILINE_MIDDLE,
  MULTILINE_RIGHT,
  ERROR_RECOVERY,
};

// Strings nested deeper, or opened with more dollar signs, are errors.
#define MAX_NESTING 64
#define MAX_DOLLARS 16

typedef struct {
  uint8_t depth;
  uint8_t dollars[MAX_NESTING];
} Scanner;

#ifdef _MSC_VER
#define THREAD_LOCAL __declspec(thread)
#else
#define THREAD_LOCAL _Thread_local
#endif

static THREAD_LOCAL uint32_t recoveries;

// How many tokens the parsers of this thread read on their way out of errors.
uint32_t akslint_bicep_recoveries(void) { return recoveries; }

void *tree_sitter_akslint_bicep_external_scanner_create(void) { return calloc(1, sizeof(Scanner)); }

void tree_sitter_akslint_bicep_external_scanner_destroy(void *payload) { free(payload); }

unsigned tree_sitter_akslint_bicep_external_scanner_serialize(void *payload, char *buffer) {
  Scanner *scanner = payload;
  memcpy(buffer, scanner->dollars, scanner->depth);
  return scanner->depth;
}

void tree_sitter_akslint_bicep_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *scanner = payload;
  if (length > MAX_NESTING) length = MAX_NESTING;
  scanner->depth = (uint8_t)length;
  if (length > 0) memcpy(scanner->dollars, buffer, length);
}

static bool is_newline(int32_t character) { return character == '\n' || character == '\r'; }

static bool is_blank(int32_t character) { return character == ' ' || character == '\t'; }

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

// Reads up to the next hole or the end of the string, and to that token's end. False at the end of the file.
static bool scan_segment(TSLexer *lexer, unsigned dollars, bool *is_hole) {
  while (!lexer->eof(lexer)) {
    if (lexer->lookahead == '\'') {
      unsigned quotes = 0;
      while (lexer->lookahead == '\'') {
        advance(lexer);
        if (quotes < 3) quotes++;
      }
      if (quotes == 3) {
        *is_hole = false;
        return true;
      }
    } else if (lexer->lookahead == '$') {
      unsigned seen = 0;
      while (lexer->lookahead == '$') {
        advance(lexer);
        if (seen < dollars) seen++;
      }
      if (seen == dollars && lexer->lookahead == '{') {
        advance(lexer);
        *is_hole = true;
        return true;
      }
    } else {
      advance(lexer);
    }
  }
  return false;
}

// `$'''…'''` or `$'''…${`, with any number of dollar signs.
static bool scan_string_start(Scanner *scanner, TSLexer *lexer) {
  unsigned dollars = 0;
  while (lexer->lookahead == '$') {
    if (++dollars > MAX_DOLLARS) return false;
    advance(lexer);
  }
  for (int quote = 0; quote < 3; quote++) {
    if (lexer->lookahead != '\'') return false;
    advance(lexer);
  }
  bool is_hole;
  if (!scan_segment(lexer, dollars, &is_hole)) return false;
  if (is_hole) {
    if (scanner->depth >= MAX_NESTING) return false;
    scanner->dollars[scanner->depth++] = (uint8_t)dollars;
  }
  lexer->result_symbol = is_hole ? MULTILINE_LEFT : MULTILINE_COMPLETE;
  return true;
}

// `}…${` or `}…'''`.
static bool scan_string_continuation(Scanner *scanner, TSLexer *lexer) {
  advance(lexer);
  bool is_hole;
  if (!scan_segment(lexer, scanner->dollars[scanner->depth - 1], &is_hole)) return false;
  if (!is_hole) scanner->depth--;
  lexer->result_symbol = is_hole ? MULTILINE_MIDDLE : MULTILINE_RIGHT;
  return true;
}

// Passes blanks, newlines and comments. False for a slash that starts no comment.
static bool pass_trivia(TSLexer *lexer) {
  for (;;) {
    if (is_blank(lexer->lookahead) || is_newline(lexer->lookahead)) {
      advance(lexer);
    } else if (lexer->lookahead == '/') {
      advance(lexer);
      if (lexer->lookahead == '/') {
        while (!lexer->eof(lexer) && !is_newline(lexer->lookahead)) advance(lexer);
      } else if (lexer->lookahead == '*') {
        advance(lexer);
        bool is_star = false;
        while (!lexer->eof(lexer) && !(is_star && lexer->lookahead == '/')) {
          is_star = lexer->lookahead == '*';
          advance(lexer);
        }
        if (lexer->eof(lexer)) return false;
        advance(lexer);
      } else {
        return false;
      }
    } else {
      return true;
    }
  }
}

// A newline behind which the line goes on. Only the newline is the token, so that comments behind it are comments.
static bool scan_continued_line(TSLexer *lexer, const bool *valid_symbols) {
  advance(lexer);
  lexer->mark_end(lexer);
  if (!pass_trivia(lexer)) return false;
  int32_t first = lexer->lookahead;
  enum TokenType symbol;
  switch (first) {
    case '?': symbol = NEWLINE_BEFORE_QUESTION; break;
    case ':': symbol = NEWLINE_BEFORE_COLON; break;
    case '|': symbol = NEWLINE_BEFORE_PIPE; break;
    default: return false;
  }
  advance(lexer);
  // `??`, `::` and `||` do not continue a line.
  if (!valid_symbols[symbol] || lexer->lookahead == first) return false;
  lexer->result_symbol = symbol;
  return true;
}

bool tree_sitter_akslint_bicep_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  Scanner *scanner = payload;
  bool is_recovering = valid_symbols[ERROR_RECOVERY];
  if (is_recovering) recoveries++;
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  if (lexer->lookahead == '$') {
    return (valid_symbols[MULTILINE_COMPLETE] || valid_symbols[MULTILINE_LEFT]) && scan_string_start(scanner, lexer);
  }
  if (is_recovering) return false;
  if (lexer->lookahead == '}') {
    bool is_valid = valid_symbols[MULTILINE_MIDDLE] || valid_symbols[MULTILINE_RIGHT];
    return is_valid && scanner->depth > 0 && scan_string_continuation(scanner, lexer);
  }
  if (is_newline(lexer->lookahead)) {
    bool is_valid = valid_symbols[NEWLINE_BEFORE_QUESTION] || valid_symbols[NEWLINE_BEFORE_COLON] ||
                    valid_symbols[NEWLINE_BEFORE_PIPE];
    return is_valid && scan_continued_line(lexer, valid_symbols);
  }
  return false;
}
