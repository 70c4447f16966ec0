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
  void *library = ho_late_library(HO_LIBXML2, &failure);
  loaded = library && ho_late_function(library, "htmlCreatePushParserCtxt", &xml.create_parser, &failure) &&
           ho_late_function(library, "htmlCtxtUseOptions", &xml.use_options, &failure) &&
           ho_late_function(library, "htmlParseChunk", &xml.parse_chunk, &failure) &&
           ho_late_function(library, "htmlFreeParserCtxt", &xml.free_parser, &failure) &&
           ho_late_function(library, "htmlEntityLookup", &xml.look_up_entity, &failure) &&
           ho_late_function(library, "xmlInitParser", &init, &failure);
  if (loaded)
    init(); /* which is not safe from several threads */
}

const ho_xml *ho_xml_load(handout_error *error) {
  (void)pthread_once(&once, load);
  if (!loaded)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "libxml2, which reads pages, %s", failure.message);
  return loaded ? &xml : NULL;
}
