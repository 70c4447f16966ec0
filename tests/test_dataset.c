/* Tests of reading labelled documents. */
#include "dataset.h"
#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static ho_dataset read_folder(const folder *of) {
  ho_dataset data;
  handout_error error = {0};
  assert_int_equal(ho_dataset_read(of->path, &data, &error), HANDOUT_OK);
  return data;
}

static void reads_labels_and_publishers_in_order(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  folder_write(&of, "wire/beta/2.txt", "Second.");
  folder_write(&of, "wire/beta/1.txt", "First.");
  folder_write(&of, "wire/alpha/9.txt", "Other.");
  folder_write(&of, "opinion/beta/1.txt", "View.");
  ho_dataset data = read_folder(&of);
  assert_int_equal(data.count, 4);
  assert_int_equal(data.label_count, 2);
  assert_string_equal(data.labels[0], "opinion");
  assert_string_equal(data.labels[1], "wire");
  assert_int_equal(data.publisher_count, 2);
  assert_string_equal(data.groups[0], "alpha");
  assert_string_equal(data.documents[0].text, "View.");
  assert_string_equal(data.documents[1].text, "Other.");
  assert_string_equal(data.documents[2].text, "First.");
  assert_string_equal(data.documents[3].text, "Second.");
  assert_int_equal(data.documents[0].group, data.documents[2].group); /* one publisher under two labels */
  assert_true(data.has_publishers);
  ho_dataset_free(&data);
  folder_remove(&of);
}

static void takes_documents_without_a_publisher_for_groups_of_their_own(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  folder_write(&of, "a/1.txt", "One.");
  folder_write(&of, "a/2.txt", "Two.");
  folder_write(&of, "b/p/1.txt", "Three.");
  ho_dataset data = read_folder(&of);
  assert_int_equal(data.group_count, 3);
  assert_int_equal(data.publisher_count, 1);
  assert_int_not_equal(data.documents[0].group, data.documents[1].group);
  assert_int_equal(data.documents[2].group, 0);
  ho_dataset_free(&data);
  folder_remove(&of);
}

static void passes_over_other_files_and_counts_empty_ones(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  folder_write(&of, "README.md", "no");
  folder_write(&of, "folds.tsv", "no");
  folder_write(&of, "a/p/1.txt", "Text.");
  folder_write(&of, "a/p/1.html", "no");
  folder_write(&of, "a/p/.2.txt", "hidden");
  folder_write(&of, "a/p/deeper/3.txt", "no");
  folder_write(&of, "a/p/4.txt", " \n\t\n");
  ho_dataset data = read_folder(&of);
  assert_int_equal(data.count, 1);
  assert_int_equal(data.ignored, 4);
  assert_int_equal(data.empty, 1);
  assert_non_null(strstr(data.first_empty, "a/p/4.txt"));
  ho_dataset_free(&data);
  folder_remove(&of);
}

static void fails_to_read(const char *path, const char *message) {
  ho_dataset data;
  handout_error error = {0};
  assert_int_equal(ho_dataset_read(path, &data, &error), HANDOUT_BAD_ARGUMENT);
  if (!strstr(error.message, message))
    fail_msg("'%s' is not in '%s'", message, error.message);
  assert_int_equal(data.count, 0);
}

static void says_what_cannot_be_used(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  fails_to_read(folder_path(&of, "missing"), "missing");
  fails_to_read(of.path, "LABEL/PUBLISHER/NAME.txt");
  folder_write(&of, "1.txt", "Not below a label.");
  fails_to_read(of.path, "LABEL/PUBLISHER/NAME.txt");
  folder_write(&of, "a\tb/p/1.txt", "Text.");
  fails_to_read(of.path, "control character");
  folder_remove(&of);
}

static void refuses_more_labels_than_a_model_has(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  for (int i = 0; i <= HANDOUT_MAX_LABELS; i++) {
    char name[] = {(char)('a' + i), '/', '1', '.', 't', 'x', 't', '\0'};
    if (i > HANDOUT_MAX_LABELS - 2) { /* 15 of them, and 16 */
      ho_dataset data = read_folder(&of);
      assert_int_equal(data.label_count, i);
      ho_dataset_free(&data);
    }
    folder_write(&of, name, "Text.");
  }
  fails_to_read(of.path, "more than 16 labels");
  folder_remove(&of);
}

static void refuses_long_names(void **state) {
  (void)state;
  for (size_t length = HO_LONGEST_NAME - 1; length <= HO_LONGEST_NAME + 1; length++) {
    folder of;
    char name[HO_LONGEST_NAME + 16] = "";
    folder_make(&of);
    memset(name, 'n', length);
    memcpy(name + length, "/p/1.txt", 9);
    folder_write(&of, name, "Text.");
    if (length > HO_LONGEST_NAME) {
      fails_to_read(of.path, "a label or publisher");
    } else {
      ho_dataset data = read_folder(&of);
      assert_int_equal(strlen(data.labels[0]), length);
      ho_dataset_free(&data);
    }
    folder_remove(&of);
  }
}

static void reads_json_lines(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  folder_write(&of, "d.jsonl",
               "{\"text\": \"Na\\u00efve.\", \"label\": \"b\", \"publisher\": \"p\", \"more\": [1]}\n\n"
               "{\"text\": \"One.\", \"label\": \"a\"}\n{\"text\": \"\", \"label\": \"a\"}");
  ho_dataset data;
  handout_error error = {0};
  assert_int_equal(ho_dataset_read(folder_path(&of, "d.jsonl"), &data, &error), HANDOUT_OK);
  assert_int_equal(data.count, 2);
  assert_string_equal(data.documents[0].text, "One.");
  assert_non_null(strstr(data.documents[0].path, "d.jsonl:3"));
  assert_string_equal(data.documents[1].text, "Na\xc3\xafve.");
  assert_string_equal(data.groups[data.documents[1].group], "p");
  assert_int_equal(data.empty, 1);
  ho_dataset_free(&data);
  folder_remove(&of);
}

static void says_which_json_line_is_bad(void **state) {
  (void)state;
  static const char *const bad[] = {
      "{\"text\": 1, \"label\": \"a\"}",         "{\"text\": \"x\"}",
      "{\"text\": \"x\", \"label\": \"\"}",      "{\"text\": \"x\", \"label\": \"a\", \"label\": \"b\"}",
      "{\"text\": \"x\", \"label\": \"a\"",      "[\"x\"]",
      "{\"text\": \"x\", \"label\": \"a\\tb\"}", "{\"text\": \"\\ud800\", \"label\": \"a\"}"};
  folder of;
  folder_make(&of);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[256] = "{\"text\": \"good\", \"label\": \"a\"}\n";
    strncat(text, bad[i], 200);
    folder_write(&of, "d.jsonl", text);
    ho_dataset data;
    handout_error error = {0};
    assert_int_equal(ho_dataset_read(folder_path(&of, "d.jsonl"), &data, &error), HANDOUT_BAD_ARGUMENT);
    assert_int_equal(error.line, 2);
  }
  folder_remove(&of);
}

static void joins_folders_and_marks_what_is_only_trained_on(void **state) {
  (void)state;
  folder of;
  folder_make(&of);
  folder_write(&of, "x/a/p/1.txt", "One.");
  folder_write(&of, "y/a/p/1.txt", "Two.");
  folder_write(&of, "y/b/q/1.txt", "Three.");
  ho_dataset data = {0};
  handout_error error = {0};
  assert_int_equal(ho_dataset_add(&data, folder_path(&of, "x"), false, &error), HANDOUT_OK);
  assert_int_equal(ho_dataset_add(&data, folder_path(&of, "y"), true, &error), HANDOUT_OK);
  assert_int_equal(ho_dataset_finish(&data, &error), HANDOUT_OK);
  assert_int_equal(data.count, 3);
  assert_int_equal(data.label_count, 2);
  assert_false(data.documents[0].training_only);
  assert_true(data.documents[1].training_only);
  assert_int_equal(data.documents[0].group, data.documents[1].group);
  ho_dataset_free(&data);
  folder_remove(&of);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_labels_and_publishers_in_order),
      cmocka_unit_test(takes_documents_without_a_publisher_for_groups_of_their_own),
      cmocka_unit_test(passes_over_other_files_and_counts_empty_ones),
      cmocka_unit_test(says_what_cannot_be_used),
      cmocka_unit_test(refuses_more_labels_than_a_model_has),
      cmocka_unit_test(refuses_long_names),
      cmocka_unit_test(reads_json_lines),
      cmocka_unit_test(says_which_json_line_is_bad),
      cmocka_unit_test(joins_folders_and_marks_what_is_only_trained_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
