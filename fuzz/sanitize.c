// Parses texts and broken versions of them with the generated parser and its scanner, for a run under AddressSanitizer
// or valgrind: sanitize MUTANTS FILE…
//
// A file is one text; of a JSON file every member `source` is one, of the file of mistakes every case.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_akslint_bicep(void);

// Larger texts are cut here: what is wrong with memory shows in small ones.
enum { MAX_TEXT = 16 * 1024 };

static const char *const SPLINTERS[] = {
    "{", "}", "[", "]", "(", ")", "'", "'''", "$'''", "$$'''", "${", "$${", "}'", "\n", "\r", "?", ":", "|", "=", "=>",
    "//", "/*", "*/", "@", "#disable-next-line", "\\u{", "for ", "if ", "resource ", "\xff", "\xf0\x9f", "\xc3\xa9", "\xef\xbb\xbf", "",
};

static TSParser *parser;
static uint64_t state = 0x9e3779b97f4a7c15u;
static unsigned long parsed, nodes;

static size_t below(size_t limit) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return limit == 0 ? 0 : (size_t)(state % limit);
}

// Visits every node, as the lowering does.
static void walk(TSTree *tree, uint32_t length) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  for (;;) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    nodes++;
    if (ts_node_start_byte(node) > ts_node_end_byte(node) || ts_node_end_byte(node) > length) {
      fprintf(stderr, "a node lies outside its text\n");
      abort();
    }
    if (ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (!ts_tree_cursor_goto_parent(&cursor)) {
        ts_tree_cursor_delete(&cursor);
        return;
      }
    }
  }
}

// Parses a copy of exactly that size, so that a byte read behind its end shows.
static void parse(const char *text, size_t length) {
  char *copy = malloc(length > 0 ? length : 1);
  if (copy == NULL) abort();
  memcpy(copy, text, length);
  TSTree *tree = ts_parser_parse_string(parser, NULL, copy, (uint32_t)length);
  if (tree != NULL) {
    walk(tree, (uint32_t)length);
    ts_tree_delete(tree);
  }
  ts_parser_reset(parser);
  free(copy);
  parsed++;
}

static size_t mutate(char *text, size_t length) {
  for (size_t edits = 1 + below(4); edits > 0; edits--) {
    size_t at = below(length + 1), removed = below(3) == 0 ? below(30) : 0;
    if (removed > length - at) removed = length - at;
    memmove(text + at, text + at + removed, length - at - removed);
    length -= removed;
    const char *splinter = SPLINTERS[below(sizeof SPLINTERS / sizeof *SPLINTERS)];
    size_t added = strlen(splinter);
    if (length + added > 2 * MAX_TEXT) continue;
    memmove(text + at + added, text + at, length - at);
    memcpy(text + at, splinter, added);
    length += added;
  }
  return length;
}

static void torment(const char *text, size_t length, size_t mutants) {
  static char mutant[2 * MAX_TEXT];
  if (length > MAX_TEXT) length = MAX_TEXT;
  parse(text, length);
  for (size_t count = 0; count < mutants; count++) {
    parse(text, below(length + 1));
    memcpy(mutant, text, length);
    parse(mutant, mutate(mutant, length));
  }
}

// The next JSON string at or behind the quote at `text`, decoded in place; gives where it ends.
static char *decode(char *text, size_t *length) {
  char *out = text;
  char *at = text + 1;
  for (; *at != '\0' && *at != '"'; at++) {
    if (*at != '\\') {
      *out++ = *at;
    } else if (*++at == 'u') {
      unsigned code = 0;
      if (sscanf(at + 1, "%4x", &code) != 1) abort();
      at += 4;
      if (code >= 0x800) *out++ = (char)(0xe0 | code >> 12);
      if (code >= 0x80) *out++ = code >= 0x800 ? (char)(0x80 | (code >> 6 & 0x3f)) : (char)(0xc0 | code >> 6);
      *out++ = code >= 0x80 ? (char)(0x80 | (code & 0x3f)) : (char)code;
    } else {
      *out++ = *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at == 't' ? '\t' : *at;
    }
  }
  *length = (size_t)(out - text);
  return at;
}

static void torment_file(const char *path, size_t mutants) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(2);
  }
  static char text[1 << 20];
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = '\0';
  const char *extension = strrchr(path, '.');
  if (extension != NULL && strcmp(extension, ".json") == 0) {
    static const char member[] = "\"source\":";
    for (char *at = text; (at = strstr(at, member)) != NULL;) {
      at = strchr(at + sizeof member - 1, '"');
      if (at == NULL) break;
      size_t decoded;
      char *end = decode(at, &decoded);
      torment(at, decoded, mutants);
      at = end;
    }
  } else if (extension != NULL && strcmp(extension, ".txt") == 0) {
    for (char *at = text; at != NULL;) {
      char *end = strstr(at, "\n----\n");
      torment(at, end == NULL ? strlen(at) : (size_t)(end - at), mutants);
      at = end == NULL ? NULL : end + 6;
    }
  } else {
    torment(text, length, mutants);
  }
}

// Brackets and strings that are opened again and again, closed or not.
static void nest(size_t count) {
  static const char *const PAIRS[][2] = {
      {"(", ")"}, {"[", "]"}, {"{a:", "}"}, {"'${", "}'"}, {"$'''${", "}'''"}, {"$$$'''$$${", "}'''"}, {"a?", ":b"}, {"!", ""},
  };
  for (size_t pair = 0; pair < sizeof PAIRS / sizeof *PAIRS; pair++) {
    const char *open = PAIRS[pair][0], *close = PAIRS[pair][1];
    size_t opens = strlen(open), closes = strlen(close);
    char *text = malloc(count * (opens + closes) + 16);
    if (text == NULL) abort();
    char *at = text + sprintf(text, "var a = ");
    for (size_t level = 0; level < count; level++, at += opens) memcpy(at, open, opens);
    parse(text, (size_t)(at - text));
    *at++ = 'x';
    for (size_t level = 0; level < count; level++, at += closes) memcpy(at, close, closes);
    parse(text, (size_t)(at - text));
    free(text);
  }
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: sanitize MUTANTS FILE...\n");
    return 2;
  }
  parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_akslint_bicep())) {
    fprintf(stderr, "the grammar does not fit the runtime\n");
    return 2;
  }
  size_t mutants = strtoul(arguments[1], NULL, 10);
  for (int index = 2; index < count; index++) torment_file(arguments[index], mutants);
  nest(2000);
  ts_parser_delete(parser);
  printf("%lu texts parsed, %lu nodes visited\n", parsed, nodes);
  return 0;
}
