/* Reads blocks of usual text: words and marks of many blocks are cut out of their masks first, then all are
 * made into tokens in one loop, then what is not so usual is mended in loops of its own. A part of token.c,
 * for processors with AVX2 and BMI; what is `wider` needs AVX-512, too, and gives the same. */

/* ---- Classing ---- */

enum { BLOCK = 64, SPARE = 7 }; /* bytes classed at a time, and those behind that may be read too */

/* Bytes of the text and what they are, a bit a byte. */
typedef struct block {
  const unsigned char *bytes;
  uint64_t word;  /* ASCII letters and digits */
  uint64_t digit; /* and of those, the digits */
  uint64_t mark;  /* ASCII marks that are tokens */
  uint64_t odd;   /* apostrophes, bytes over 127 */
  uint64_t comma, point;
} block;

/* ASCII_KINDS by halves of a byte: the rows of 16 characters that have marks have a bit each. */
enum { ROW_0 = 1, ROW_2 = 2, ROW_3 = 4, ROW_4 = 8, ROW_5 = 16, ROW_7 = 32 };
#define MARK_ROWS ROW_0, 0, ROW_2, ROW_3, ROW_4, ROW_5, 0, ROW_7, 0, 0, 0, 0, 0, 0, 0, 0
#define MARK_COLUMNS                                                                                         \
  ROW_4, ROW_2, ROW_2, ROW_2, ROW_2, ROW_2, ROW_2, 0, ROW_2, ROW_2, ROW_0 | ROW_2 | ROW_3, ROW_3 | ROW_7,    \
      ROW_0 | ROW_3, ROW_3 | ROW_7, ROW_2, ROW_2 | ROW_3 | ROW_5

/* Bytes of characters over 127, and apostrophes, a bit each. */
typedef struct odd_bytes {
  uint64_t straight;           /* apostrophes */
  uint64_t lead, second, last; /* E2; 80; the last bytes of curly quotation marks, dashes and the like */
  uint64_t closing;            /* that of a curly apostrophe */
} odd_bytes;

/* The third bytes of GENERAL_MARKS but for breaks, by halves, as ASCII marks are. */
#define LAST_ROWS 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0
#define LAST_COLUMNS 0, 0, 2, 1, 1, 1, 2, 0, 1, 1, 0, 0, 1, 1, 1, 0

/* Bytes both of whose halves have a bit in common. */
HO_WIDE HO_IN_EACH static __m256i by_halves(__m256i bytes, __m256i rows, __m256i columns) {
  const __m256i low = _mm256_set1_epi8(15), row = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low);
  const __m256i column = _mm256_and_si256(bytes, low);
  const __m256i common =
      _mm256_and_si256(_mm256_shuffle_epi8(rows, row), _mm256_shuffle_epi8(columns, column));
  return _mm256_cmpgt_epi8(common, _mm256_setzero_si256());
}

HO_WIDE HO_IN_EACH static __m256i among_marks(__m256i bytes) {
  return by_halves(bytes, _mm256_setr_epi8(MARK_ROWS, MARK_ROWS),
                   _mm256_setr_epi8(MARK_COLUMNS, MARK_COLUMNS));
}

HO_WIDE HO_IN_EACH static __m256i among_last_bytes(__m256i bytes) {
  return by_halves(bytes, _mm256_setr_epi8(LAST_ROWS, LAST_ROWS),
                   _mm256_setr_epi8(LAST_COLUMNS, LAST_COLUMNS));
}

HO_WIDE HO_IN_EACH static void classify(block *b) {
  const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)b->bytes);
  const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(b->bytes + 32));
#define BOTH(of) ho_bits_of_both(of(low), of(high))
#define LETTER(half) ho_among_32(_mm256_or_si256(half, _mm256_set1_epi8(0x20)), 'a', 26)
#define DIGIT(half) ho_among_32(half, '0', 10)
#define ODD(half) _mm256_or_si256(half, _mm256_cmpeq_epi8(half, _mm256_set1_epi8('\'')))
  b->digit = BOTH(DIGIT);
  b->word = BOTH(LETTER) | b->digit;
  b->mark = BOTH(among_marks);
  b->odd = BOTH(ODD);
  b->comma = ho_bits_equal(low, high, ',');
  b->point = ho_bits_equal(low, high, '.');
#undef BOTH
#undef LETTER
#undef DIGIT
#undef ODD
}

HO_WIDE HO_IN_EACH static odd_bytes class_odd(const block *b) {
  const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)b->bytes);
  const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(b->bytes + 32));
  return (odd_bytes){.straight = ho_bits_equal(low, high, '\''),
                     .lead = ho_bits_equal(low, high, 0xE2),
                     .second = ho_bits_equal(low, high, 0x80),
                     .last = ho_bits_of_both(among_last_bytes(low), among_last_bytes(high)),
                     .closing = ho_bits_equal(low, high, 0x99)};
}

/* ---- Cutting ---- */

/* Words and marks of a block when apostrophes and marks over 127 have become part of them. */
typedef struct parts {
  uint64_t word, mark;
  uint64_t suffix; /* apostrophes where a suffix begins, which ends the word before it */
} parts;

/* Makes what is odd in a block part of its words and marks; false where it is of another kind. What may go on
 * behind the block goes with the word that it cuts off. */
HO_WIDE HO_IN_EACH static bool resolve(const block *b, odd_bytes odd, parts *p) {
  const uint64_t letter = b->word & ~b->digit, curly = odd.lead & odd.second >> 1 & odd.last >> 2;
  const uint64_t late = odd.lead & (uint64_t)7 << 61, cut = (odd.straight & (uint64_t)1 << 63) | (0 - late);
  const uint64_t closing = curly & odd.closing >> 2;
  const uint64_t joined = ((odd.straight & letter >> 1) | (closing & letter >> 3)) & b->word << 1 & ~cut;
  const uint64_t closing_joined = joined & curly;
  /* Words that have no suffix: numbers, and suffixes. */
  const uint64_t bare =
      (b->word & ~(b->word << 1) & b->digit) | (joined & odd.straight) << 1 | closing_joined << 3;
  const uint64_t known = odd.straight | curly | curly << 1 | curly << 2 | cut;
  p->word = b->word | joined | closing_joined << 1 | closing_joined << 2 | cut;
  p->mark = b->mark | (curly & ~joined & ~cut);
  p->suffix = joined;
  return !(b->odd & ~known) && !((b->word + bare) & joined);
}

/* Makes points and commas in numbers part of these; false where a word that is none has one. One in the last
 * byte goes with the word that it cuts off. */
HO_WIDE HO_IN_EACH static bool join_numbers(const block *b, uint64_t joints, parts *p) {
  const uint64_t word = p->word | joints, numbers = word & ~(word << 1) & b->digit;
  const uint64_t in_numbers = ((word + numbers) & ~word) - numbers, last = (uint64_t)1 << (BLOCK - 1);
  p->word = word;
  p->mark &= ~joints;
  return !(joints & ~in_numbers & ~last);
}

/* Tokens that have been cut out of a part of the text, by offsets from `base`. */
enum { USUAL_TOKENS = 16 }; /* hardly any block has more */
enum { FEW = 448, PART = 1 << 20, LANES = 4, CUT_ROOM = FEW + BLOCK + 2 * USUAL_TOKENS };
typedef struct cuts {
  size_t base;                /* where the first block begins, */
  const unsigned char *bytes; /* and its bytes: in the text, or in `rest` */
  uint32_t starts[CUT_ROOM], ends[CUT_ROOM];
  size_t count;
  unsigned char rest[2 * (BLOCK + SPARE)]; /* what is too short to be read as a block, with blanks behind */
} cuts;

/* Adds a block's tokens; the end of one that ends with the block has no bit. */
HO_WIDE HO_IN_EACH static void add_cuts(cuts *c, uint32_t offset, uint64_t events, uint64_t ends) {
  size_t at = c->count;
  c->count += (size_t)__builtin_popcountll(events);
  for (int i = 0; i < USUAL_TOKENS; i++, at++, events &= events - 1, ends &= ends - 1) {
    c->starts[at] = offset + (uint32_t)_tzcnt_u64(events);
    c->ends[at] = offset + (uint32_t)_tzcnt_u64(ends);
  }
  for (; events; at++, events &= events - 1, ends &= ends - 1) {
    c->starts[at] = offset + (uint32_t)_tzcnt_u64(events);
    c->ends[at] = offset + (uint32_t)_tzcnt_u64(ends);
  }
}

/* Writes the places of bits, from `offset` on, and other numbers, USUAL_TOKENS at least; returns the end of
 * the places. */
HO_WIDER static inline uint32_t *put_places(uint32_t *to, uint32_t offset, uint32_t bits) {
  const __m256i all = _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
                                       20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
  const __m128i places = _mm256_castsi256_si128(_mm256_maskz_compress_epi8(bits, all));
  const __m256i offsets = _mm256_set1_epi32((int)offset);
  uint32_t *end = to + __builtin_popcount(bits);
  _mm256_storeu_si256((__m256i *)(void *)to, _mm256_add_epi32(_mm256_cvtepu8_epi32(places), offsets));
  _mm256_storeu_si256((__m256i *)(void *)(to + 8),
                      _mm256_add_epi32(_mm256_cvtepu8_epi32(_mm_srli_si128(places, 8)), offsets));
  if (end > to + USUAL_TOKENS)
    for (; bits; bits &= bits - 1)
      *to++ = offset + _tzcnt_u32(bits);
  return end;
}

/* The same as add_cuts, for half a block at a time. */
HO_WIDER static inline void add_cuts_wider(cuts *c, uint32_t offset, uint64_t events, uint64_t ends) {
  uint32_t *start = put_places(c->starts + c->count, offset, (uint32_t)events);
  uint32_t *end = put_places(c->ends + c->count, offset, (uint32_t)ends);
  start = put_places(start, offset + BLOCK / 2, (uint32_t)(events >> BLOCK / 2));
  end = put_places(end, offset + BLOCK / 2, (uint32_t)(ends >> BLOCK / 2));
  *end = offset + BLOCK;
  c->count = (size_t)(start - c->starts);
}

/* Cuts a block that begins at an offset; false where it is not a usual one. */
HO_WIDE HO_IN_EACH static bool cut_block(cuts *c, uint32_t offset, const block *b, bool wider,
                                         uint64_t *whole) {
  const uint64_t last = (uint64_t)1 << (BLOCK - 1);
  const uint64_t joints = (b->comma | b->point) & b->word << 1 & (b->digit >> 1 | last);
  parts p = {.word = b->word, .mark = b->mark};
  if ((b->odd && !resolve(b, class_odd(b), &p)) || (joints && !join_numbers(b, joints, &p)) || !~p.word)
    return false;
  const uint64_t in = UINT64_MAX >> (BLOCK - 1 - ho_highest_bit(~p.word)), mark = p.mark & in;
  const uint64_t starts = (p.word & ~(p.word << 1)) | p.suffix, ends = (~p.word & p.word << 1) | p.suffix;
  if (wider)
    add_cuts_wider(c, offset, (starts & in) | mark, (ends & in) | mark << 1);
  else
    add_cuts(c, offset, (starts & in) | mark, (ends & in) | mark << 1);
  *whole = in;
  return true;
}

/* Cuts blocks that begin below `end` into tokens, up to one that is not a usual one, or until there are
 * enough. Returns where it stopped. */
HO_WIDE HO_IN_EACH static size_t cut_up_to(ho_scanner *scanner, cuts *c, size_t end, size_t enough,
                                           bool wider) {
  size_t at = 0, commas = 0;
  uint64_t whole;
  while (at < end && c->count < enough) {
    block b = {.bytes = c->bytes + at};
    ho_fetch_ahead(b.bytes);
    classify(&b);
    if (!cut_block(c, (uint32_t)at, &b, wider, &whole))
      break;
    commas += (size_t)__builtin_popcountll(b.comma & whole);
    at += ho_highest_bit(whole) + 1;
  }
  scanner->commas += commas;
  return at;
}

/* Cuts from where the scanner stands on, and moves it. */
HO_WIDE HO_IN_EACH static void cut_blocks(ho_scanner *scanner, cuts *c, size_t enough, bool wider) {
  const unsigned char *text = bytes_of(scanner) + scanner->at;
  const size_t left = scanner->end - scanner->at;
  c->base = scanner->at;
  c->count = 0;
  c->bytes = text;
  if (left >= BLOCK + SPARE) {
    const size_t blocks = left - (BLOCK + SPARE - 1);
    scanner->at += cut_up_to(scanner, c, blocks < PART ? blocks : PART, enough, wider);
    return;
  }
  c->bytes = c->rest;
  memcpy(c->rest, text, left);
  memset(c->rest + left, ' ', sizeof c->rest - left);
  const size_t done = cut_up_to(scanner, c, left, enough, wider);
  scanner->at += done < left ? done : left;
}

/* ---- From what was cut out to tokens ---- */

/* Of 64 tokens those to be looked at again, a bit each; and the bytes of all. */
typedef struct again {
  uint64_t long_words, others;
  size_t bytes;
} again;

/* The product's lower 64 bits. */
HO_WIDE HO_IN_EACH static __m256i times(__m256i a, uint64_t factor) {
  const __m256i low = _mm256_set1_epi64x((int64_t)(factor & UINT32_MAX)),
                high = _mm256_set1_epi64x((int64_t)(factor >> 32));
  const __m256i cross =
      _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(a, 32), low), _mm256_mul_epu32(a, high));
  return _mm256_add_epi64(_mm256_mul_epu32(a, low), _mm256_slli_epi64(cross, 32));
}

/* The same. */
HO_WIDER static inline __m256i times_wider(__m256i a, uint64_t factor) {
  return _mm256_mullo_epi64(a, _mm256_set1_epi64x((int64_t)factor));
}

/* mix of four at once. */
HO_WIDE HO_IN_EACH static __m256i mix_4(__m256i hash, __m256i chunk, bool wider) {
  const __m256i mixed = _mm256_xor_si256(hash, chunk);
  const __m256i product = wider ? times_wider(mixed, MIX_FACTOR) : times(mixed, MIX_FACTOR);
  return _mm256_xor_si256(product, _mm256_srli_epi64(product, 32));
}

/* The shape of a word of up to eight letters from those that are capitals, as bits 5, and all of them so. */
HO_WIDE HO_IN_EACH static __m256i shape_4(__m256i capitals, __m256i all) {
  const __m256i more =
      _mm256_add_epi64(_mm256_set1_epi64x(HO_MIXED), _mm256_cmpeq_epi64(capitals, all)); /* or HO_CAPS */
  const __m256i some = _mm256_blendv_epi8(more, _mm256_set1_epi64x(HO_CAPITAL),
                                          _mm256_cmpeq_epi64(capitals, _mm256_set1_epi64x(0x20)));
  return _mm256_andnot_si256(_mm256_cmpeq_epi64(capitals, _mm256_setzero_si256()), some);
}
_Static_assert(HO_LOWER == 0 && HO_CAPS == HO_MIXED - 1, "shapes follow each other so");

/* The same. */
HO_WIDER static inline __m256i shape_4_wider(__m256i capitals, __m256i all) {
  const __m256i mixed = _mm256_maskz_set1_epi64(_mm256_test_epi64_mask(capitals, capitals), HO_MIXED);
  const __m256i caps = _mm256_mask_set1_epi64(mixed, _mm256_cmpeq_epi64_mask(capitals, all), HO_CAPS);
  return _mm256_mask_set1_epi64(caps, _mm256_cmpeq_epi64_mask(capitals, _mm256_set1_epi64x(0x20)),
                                HO_CAPITAL);
}

HO_WIDE HO_IN_EACH static uint64_t load_bits(__m256i lanes) {
  return (uint64_t)(uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(lanes));
}

/* Eight bytes from each of four offsets on. */
HO_WIDE HO_IN_EACH static __m256i load_chunks(const unsigned char *base, const uint32_t *offsets) {
  return _mm256_setr_epi64x((int64_t)ho_load_8(base + offsets[0]), (int64_t)ho_load_8(base + offsets[1]),
                            (int64_t)ho_load_8(base + offsets[2]), (int64_t)ho_load_8(base + offsets[3]));
}

/* Writes four tokens, each its hash, its start and the rest. */
HO_WIDE HO_IN_EACH static void put_tokens(ho_token *tokens, __m256i hash, __m256i start, __m256i rest) {
  const __m256i hash_start = _mm256_unpacklo_epi64(hash, start),
                start_rest = _mm256_unpackhi_epi64(start, rest);
  const __m256i rest_hash = _mm256_blend_epi32(rest, hash, 0xCC);
  __m256i *to = (__m256i *)(void *)tokens;
  _mm256_storeu_si256(to, _mm256_permute2x128_si256(hash_start, rest_hash, 0x20));
  _mm256_storeu_si256(to + 1, _mm256_blend_epi32(start_rest, hash_start, 0xF0));
  _mm256_storeu_si256(to + 2, _mm256_permute2x128_si256(rest_hash, start_rest, 0x31));
}

/* Makes tokens of up to 64 cuts, as if all were words of up to eight letters; it may read and write up to
 * LANES - 1 more. */
HO_WIDE HO_IN_EACH static again make_tokens(const cuts *c, size_t first, size_t count, ho_token *tokens,
                                            bool wider) {
  const __m256i fold = _mm256_set1_epi64x((int64_t)FOLD), base = _mm256_set1_epi64x((int64_t)c->base);
  __m256i bytes = _mm256_setzero_si256();
  again bits = {0, 0, 0};
  for (size_t i = 0; i < count; i += LANES) {
    const __m128i starts = _mm_loadu_si128((const __m128i *)(const void *)(c->starts + first + i));
    const __m128i ends = _mm_loadu_si128((const __m128i *)(const void *)(c->ends + first + i));
    const __m256i length = _mm256_cvtepu32_epi64(_mm_sub_epi32(ends, starts));
    bytes = _mm256_add_epi64(bytes, length);
    const __m256i chunk = load_chunks(c->bytes, c->starts + first + i);
    const __m256i behind = _mm256_sllv_epi64(_mm256_set1_epi64x(-1), _mm256_slli_epi64(length, 3));
    const __m256i folded = _mm256_andnot_si256(behind, _mm256_or_si256(chunk, fold));
    const __m256i hash = mix_4(mix_4(_mm256_set1_epi64x((int64_t)HASH_START), folded, wider), length, wider);
    const __m256i all = _mm256_andnot_si256(behind, fold), capitals = _mm256_andnot_si256(chunk, all);
    const __m256i shape = wider ? shape_4_wider(capitals, all) : shape_4(capitals, all);
    put_tokens(tokens + i, hash, _mm256_add_epi64(_mm256_cvtepu32_epi64(starts), base),
               _mm256_or_si256(length, _mm256_slli_epi64(shape, 40)));
    const __m256i letter = _mm256_and_si256(folded, _mm256_set1_epi64x(0xFF));
    const __m256i other = _mm256_or_si256(_mm256_cmpgt_epi64(_mm256_set1_epi64x('a'), letter),
                                          _mm256_cmpgt_epi64(letter, _mm256_set1_epi64x('z')));
    bits.long_words |= load_bits(_mm256_cmpgt_epi64(length, _mm256_set1_epi64x(8))) << i;
    bits.others |= load_bits(other) << i;
  }
  uint64_t sums[LANES];
  _mm256_storeu_si256((__m256i *)(void *)sums, bytes);
  for (int i = 0; i < LANES; i++)
    bits.bytes += sums[i];
  return bits;
}

_Static_assert(sizeof(ho_token) == 24 && offsetof(ho_token, start) == 8 && offsetof(ho_token, length) == 16 &&
                   offsetof(ho_token, kind) == 20 && offsetof(ho_token, shape) == 21 && HO_WORD == 0,
               "a token is as it is written");
_Static_assert(HO_SCAN_ROOM >= BLOCK + LANES, "there is room for those written along");

/* The shape of a word of ASCII letters from those of its first eight bytes, and of the rest, that are
 * capitals, as bits 5, and all of the rest so. */
static uint8_t shape_of_long(uint64_t first, uint64_t rest, uint64_t all) {
  const bool some = first | rest, more = some & ((first != 0x20) | (rest != 0)),
             caps = first == FOLD && rest == all;
  return (uint8_t)(some * HO_CAPITAL + more * (HO_MIXED - HO_CAPITAL) - (more & caps) * (HO_MIXED - HO_CAPS));
}

/* A word of over eight bytes. */
HO_IN_EACH static void finish_long(const unsigned char *p, ho_token *token) {
  const size_t length = token->length, left = length - 8;
  if (length > 16) {
    token->hash = hash_ascii(p, length);
    token->shape = (uint8_t)shape_of_ascii(p, length);
    return;
  }
  const uint64_t first = ho_load_8(p), rest = ho_load_8(p + 8), bytes = FIRST_BYTES[left];
  token->hash = mix(mix(mix(HASH_START, first | FOLD), (rest | FOLD) & bytes), left);
  token->shape = shape_of_long(~first & FOLD, ~rest & FOLD & bytes, FOLD & bytes);
}

/* A mark, a suffix or a number; true for a mark. */
HO_IN_EACH static bool finish_other(const unsigned char *p, ho_token *token) {
  const size_t mark = *p < 0x80 ? 1 : 3;
  if (ho_is_digit(*p)) {
    token->shape = is_year(p, token->length) ? HO_YEAR : HO_DIGITS;
    return false;
  }
  if (*p == '\'' || (mark > 1 && token->length > 1)) {
    token->hash = hash_suffix(p + mark, token->length - mark);
    token->shape = HO_LOWER;
    return false;
  }
  *token = mark_token(token->start, mark, mark == 1 ? ascii_mark(*p) : GENERAL_MARKS[p[2] & 63]);
  return true;
}

/* Tokens to be looked at again, by place. */
typedef struct listed {
  uint32_t list[CUT_ROOM];
  size_t count;
} listed;

HO_WIDER static inline void list_wider(listed *to, uint32_t first, uint64_t bits) {
  uint32_t *next = put_places(to->list + to->count, first, (uint32_t)bits);
  next = put_places(next, first + 32, (uint32_t)(bits >> 32));
  to->count = (size_t)(next - to->list);
}

/* Lists those of 64 from `first` on that have a bit. */
HO_WIDE HO_IN_EACH static void list_tokens(listed *to, uint32_t first, uint64_t bits, bool wider) {
  if (wider)
    list_wider(to, first, bits);
  else
    for (; bits; bits &= bits - 1)
      to->list[to->count++] = first + (uint32_t)_tzcnt_u64(bits);
}

HO_WIDE HO_IN_EACH static void finish(step *s, cuts *c, bool wider) {
  ho_scanner *scanner = s->scanner;
  ho_token *tokens = s->tokens + s->count;
  listed long_words, others;
  long_words.count = others.count = 0;
  memset(c->starts + c->count, 0, LANES * sizeof *c->starts);
  memset(c->ends + c->count, 0, LANES * sizeof *c->ends);
  for (size_t first = 0; first < c->count; first += 64) {
    const size_t count = c->count - first < 64 ? c->count - first : 64;
    const again bits = make_tokens(c, first, count, tokens + first, wider);
    const uint64_t these = count < 64 ? ((uint64_t)1 << count) - 1 : UINT64_MAX;
    list_tokens(&long_words, (uint32_t)first, bits.long_words & these, wider);
    list_tokens(&others, (uint32_t)first, bits.others & these, wider);
    scanner->letters += bits.bytes;
  }
  for (size_t i = 0; i < long_words.count; i++) {
    ho_token *token = &tokens[long_words.list[i]];
    scanner->long_words += token->length > HO_LONG_WORD;
    finish_long(c->bytes + c->starts[long_words.list[i]], token);
  }
  for (size_t i = 0; i < others.count; i++)
    scanner->letters -= finish_other(c->bytes + c->starts[others.list[i]], &tokens[others.list[i]]);
  s->count += c->count;
}

/* What is not usual text. */
static void read_block(step *s) {
  const size_t start = s->scanner->at;
  while (s->scanner->at < s->scanner->end && s->scanner->at - start < BLOCK)
    add_next(s);
}

/* A way to cut, and one to finish. */
typedef struct wide_way {
  void (*cut)(ho_scanner *scanner, cuts *c, size_t enough);
  void (*finish)(step *s, cuts *c);
} wide_way;

HO_WIDE static void cut_avx2(ho_scanner *scanner, cuts *c, size_t enough) {
  cut_blocks(scanner, c, enough, false);
}

HO_WIDE static void finish_avx2(step *s, cuts *c) {
  finish(s, c, false);
}

HO_WIDER static void cut_avx512(ho_scanner *scanner, cuts *c, size_t enough) {
  cut_blocks(scanner, c, enough, true);
}

HO_WIDER static void finish_avx512(step *s, cuts *c) {
  finish(s, c, true);
}

static size_t scan_by(const wide_way *way, ho_scanner *scanner, ho_token *tokens, size_t room) {
  step s = {.scanner = scanner, .tokens = tokens};
  cuts c;
  while (scanner->at < scanner->end && room - s.count >= HO_SCAN_ROOM) {
    const size_t most = room - s.count - (HO_SCAN_ROOM - 1);
    way->cut(scanner, &c, most < FEW ? most : FEW);
    if (c.count)
      way->finish(&s, &c);
    else
      read_block(&s);
  }
  return s.count;
}

static size_t scan_avx2(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return scan_by(&(wide_way){cut_avx2, finish_avx2}, scanner, tokens, room);
}

static size_t scan_avx512(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return scan_by(&(wide_way){cut_avx512, finish_avx512}, scanner, tokens, room);
}
