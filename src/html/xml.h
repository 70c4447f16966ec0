/* libxml2, which is loaded with the first page. */
#ifndef HO_XML_H
#define HO_XML_H

#include "handout.h"

#include <libxml/HTMLparser.h>

/* Its functions, as its own header has them. */
typedef struct ho_xml {
  __typeof__(htmlCreatePushParserCtxt) *create_parser;
  __typeof__(htmlCtxtUseOptions) *use_options;
  __typeof__(htmlParseChunk) *parse_chunk;
  __typeof__(htmlFreeParserCtxt) *free_parser;
  __typeof__(htmlEntityLookup) *look_up_entity;
} ho_xml;

/* Loads and initialises it, by whichever thread comes first. NULL where it can't be loaded, and `error` says
 * why. */
const ho_xml *ho_xml_load(handout_error *error);

#endif
