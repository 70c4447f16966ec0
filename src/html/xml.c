/* Loads libxml2: with the libraries that it needs it takes as long as all that a command does with a short
 * file, and most files are no pages. */
#include "xml.h"

#include "late.h"

#include <libxml/parser.h>
#include <pthread.h>

static ho_xml xml;
static bool loaded;
static handout_error failure;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  __typeof__(xmlInitParser) *init = NULL;
  const ho_late_function functions[] = {{"htmlCreatePushParserCtxt", &xml.create_parser},
                                        {"htmlCtxtUseOptions", &xml.use_options},
                                        {"htmlParseChunk", &xml.parse_chunk},
                                        {"htmlFreeParserCtxt", &xml.free_parser},
                                        {"htmlEntityLookup", &xml.look_up_entity},
                                        {"xmlInitParser", &init},
                                        {NULL, NULL}};
  loaded = ho_late_load(HO_LIBXML2, functions, &failure);
  if (loaded)
    init(); /* which is not safe from several threads */
}

const ho_xml *ho_xml_load(handout_error *error) {
  (void)pthread_once(&once, load);
  if (!loaded)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "libxml2, which reads pages, %s", failure.message);
  return loaded ? &xml : NULL;
}
