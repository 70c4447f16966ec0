/* The cues by which boundary.c judges a line; boundary_weights.h has a weight for each, in this order. */
#ifndef HO_BOUNDARY_CUES_H
#define HO_BOUNDARY_CUES_H

/* What speaks for or against an article starting at a line. Each is 0 or 1 or a share but
 * where it says otherwise. */
enum cue {
  /* the line itself */
  PLAIN_END,
  SENTENCE_END,
  QUESTION_END,
  OPEN_END,
  TINY,
  BRIEF,
  LONGISH,
  LONG,
  TITLE_CASE,
  SHOUTED,
  ITEM,
  QUOTE,
  MARKED,
  DATED_LINE,
  SEVERAL_SENTENCES,
  NUMBERS,
  HEAD_LENGTH,
  CONTACT,
  /* the line before it */
  AFTER_SENTENCE,
  AFTER_LABEL,
  AFTER_FURNITURE,
  AFTER_END_MARK,
  AFTER_SHORT,
  AFTER_OPEN_END,
  AFTER_CONTACT,
  AFTER_CLOSING,
  AFTER_STRAY,
  /* the gap between them */
  WIDER,
  MUCH_WIDER,
  NARROWER,
  WIDEST,
  WIDEST_LATE,
  /* the lines behind it */
  REPEATED,
  FURNITURE_BEHIND,
  DATE_BEHIND,
  LEAD_LONG,
  LEAD_LONGER,
  LEAD_SENTENCE,
  LEAD_DATED,
  LEAD_SHORT,
  LEAD_ITEM,
  SECOND_LONG,
  NOTHING_BEHIND,
  LITTLE_BEHIND,
  CONNECTED,
  OPENING,
  /* what they speak of */
  SHARED,
  OWN_FRESH,
  FRESH,
  FRESH_NAMES,
  FRESHER,
  ALL_NAMES_FRESH,
  SEEN_LINE,
  NO_LINE,
  ONE_LINE,
  TWO_LINES,
  LINES,
  TERMS_SURPRISE,
  NAMES_SURPRISE,
  FRESH_SHARED,
  OLD_NAMES,
  RARE_FRESH,
  RARE_SEEN,
  RARE_SEEN_MORE,
  LABELS,
  SUBHEADS,
  MORE_SUBHEADS,
  HEAD, /* a headline and a lead by their shape */
  PLAIN_CUES
};

/* Cues that count only together; the product of two is a cue of its own. First those of HEAD, which is 0 or
 * 1, then those of LONG, which is, too, then others. A late cue, see there, is the second of two. */
static const unsigned char with_head[] = {FRESH,  FRESH_NAMES, OWN_FRESH,       SHARED,      FRESH_SHARED,
                                          WIDER,  LEAD_DATED,  AFTER_FURNITURE, HEAD_LENGTH, TITLE_CASE,
                                          LABELS, SUBHEADS,    CONNECTED,       OPENING,     AFTER_CLOSING};
static const unsigned char with_long[] = {WIDER,         FRESH_NAMES, CONNECTED,      OPENING,
                                          AFTER_CLOSING, WIDEST,      TERMS_SURPRISE, AFTER_FURNITURE};
static const unsigned char pairs[][2] = {{WIDER, FRESH},     {WIDEST, FRESH_NAMES}, {FRESH_NAMES, DATED_LINE},
                                         {HEAD, RARE_FRESH}, {WIDER, RARE_FRESH},   {LINES, RARE_SEEN},
                                         {LINES, FRESH}};

enum {
  WITH_HEAD = sizeof with_head,
  WITH_LONG = sizeof with_long,
  PAIRS = sizeof pairs / sizeof pairs[0],
  HEAD_CUES = PLAIN_CUES, /* where the products begin */
  LONG_CUES = HEAD_CUES + WITH_HEAD,
  PAIR_CUES = LONG_CUES + WITH_LONG
};

_Static_assert(PAIR_CUES + PAIRS == HO_BOUNDARY_CUES, "boundary.h has the number of cues");

/* The cues that cost most and decide least. Each is 0 to 1. */
static const unsigned char late_cues[] = {DATED_LINE, CONTACT, AFTER_CONTACT, AFTER_STRAY, LEAD_DATED,
                                          CONNECTED,  SHARED,  OWN_FRESH,     FRESH_SHARED};

#endif
