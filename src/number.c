/* Locale-free numbers. strtod and printf follow the locale only in the decimal point, so none is ever
 * shown to strtod (the point moves into the exponent), and printf's is skipped whatever its bytes are. */
#include "number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DIGITS = 40, MAX_EXPONENT = 400 };

static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A number taken apart: digits without leading zeros, times ten to the exponent. */
typedef struct decimal {
  char digits[MAX_DIGITS];
  size_t count;
  uint64_t mantissa; /* of the first 18 digits */
  int exponent;
  bool negative;
} decimal;

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool take_digits(decimal *number, const char **at, const char *end, bool fraction) {
  const char *start = *at;
  for (; *at < end && is_digit(**at); (*at)++) {
    if (number->count == MAX_DIGITS || number->exponent < -MAX_EXPONENT)
      return false;
    number->exponent -= fraction;
    if (number->count == 0 && **at == '0')
      continue;
    if (number->count < 18)
      number->mantissa = number->mantissa * 10 + (uint64_t)(**at - '0');
    number->digits[number->count++] = **at;
  }
  return *at > start;
}

static bool take_exponent(decimal *number, const char **at, const char *end) {
  if (*at == end)
    return true;
  if (**at != 'e' && **at != 'E')
    return false;
  (*at)++;
  bool negative = *at < end && **at == '-';
  if (*at < end && (**at == '-' || **at == '+'))
    (*at)++;
  int exponent = 0;
  const char *start = *at;
  for (; *at < end && is_digit(**at); (*at)++) {
    exponent = exponent * 10 + (**at - '0');
    if (exponent > MAX_EXPONENT)
      return false;
  }
  number->exponent += negative ? -exponent : exponent;
  return *at > start && *at == end;
}

static bool take_apart(const char *text, size_t length, decimal *number) {
  const char *at = text, *end = text + length;
  *number = (decimal){.negative = length && *text == '-'};
  at += number->negative;
  bool whole = take_digits(number, &at, end, false);
  if (at < end && *at == '.') {
    at++;
    whole = take_digits(number, &at, end, true) && whole;
  }
  return whole && take_exponent(number, &at, end);
}

static double by_strtod(const decimal *number) {
  char plain[MAX_DIGITS + 16];
  (void)snprintf(plain, sizeof plain, "%.*se%d", (int)number->count, number->digits, number->exponent);
  return strtod(plain, NULL);
}

bool ho_parse_double(const char *text, size_t length, double *value) {
  decimal number;
  if (!take_apart(text, length, &number))
    return false;
  double result = 0;
  /* Both operands are exact, so the one rounding is right (Clinger 1990). */
  if (number.count <= 15 && number.exponent >= 0 && number.exponent <= 22)
    result = (double)number.mantissa * POWERS[number.exponent];
  else if (number.count <= 15 && number.exponent < 0 && number.exponent >= -22)
    result = (double)number.mantissa / POWERS[-number.exponent];
  else
    result = by_strtod(&number);
  *value = number.negative ? -result : result;
  return isfinite(result);
}

bool ho_parse_size(const char *text, size_t length, size_t *value) {
  size_t result = 0;
  for (size_t i = 0; i < length; i++) {
    if (!is_digit(text[i]))
      return false;
    size_t digit = (size_t)(text[i] - '0');
    if (result > (SIZE_MAX - digit) / 10)
      return false;
    result = result * 10 + digit;
  }
  *value = result;
  return length > 0;
}

/* The digits of `value` rounded to `count` significant ones, and its decimal exponent. */
static int scientific(double value, int count, char *digits) {
  char text[64];
  (void)snprintf(text, sizeof text, "%.*e", count - 1, fabs(value));
  const char *exponent = strchr(text, 'e');
  int found = 0;
  for (const char *at = text; at < exponent; at++)
    if (is_digit(*at) && found < count)
      digits[found++] = *at;
  digits[found] = '\0';
  return (int)strtol(exponent + 1, NULL, 10);
}

static bool append_plain(ho_buf *buf, const char *digits, int count, int exponent) {
  bool ok = true;
  if (exponent < 0) {
    ok = ho_buf_append_text(buf, "0.");
    for (int i = exponent + 1; i < 0; i++)
      ok = ok && ho_buf_append_char(buf, '0');
    return ok && ho_buf_append(buf, digits, (size_t)count);
  }
  for (int i = 0; i < count || i <= exponent; i++) {
    if (i == exponent + 1)
      ok = ok && ho_buf_append_char(buf, '.');
    ok = ok && ho_buf_append_char(buf, i < count ? digits[i] : '0');
  }
  return ok;
}

static bool append_digits(ho_buf *buf, double value, int count) {
  char digits[32] = "";
  int exponent = scientific(value, count, digits);
  while (count > 1 && digits[count - 1] == '0')
    count--;
  if (value < 0 && !ho_buf_append_char(buf, '-'))
    return false;
  if (exponent >= -5 && exponent <= 16)
    return append_plain(buf, digits, count, exponent);
  bool ok = ho_buf_append_char(buf, digits[0]);
  if (count > 1)
    ok = ok && ho_buf_append_char(buf, '.') && ho_buf_append(buf, digits + 1, (size_t)count - 1);
  return ok && ho_buf_append_format(buf, "e%d", exponent);
}

bool ho_append_double(ho_buf *buf, double value) {
  if (value == 0)
    return ho_buf_append_char(buf, '0');
  /* 15 digits lose nothing that fewer have, but of numbers too small for full precision. */
  for (int count = fabs(value) < DBL_MIN ? 1 : 15; count < 17; count++) {
    size_t start = buf->length;
    double back = 0;
    if (!append_digits(buf, value, count))
      return false;
    if (ho_parse_double(buf->data + start, buf->length - start, &back) && back == value)
      return true;
    buf->length = start;
  }
  return append_digits(buf, value, 17);
}

bool ho_append_exact(ho_buf *buf, double value) {
  return value == 0 ? ho_buf_append_char(buf, '0') : append_digits(buf, value, 17);
}

bool ho_append_fixed(ho_buf *buf, double value, int decimals) {
  char text[400];
  int length = snprintf(text, sizeof text, "%.*f", decimals, value);
  bool fraction = false, ok = true;
  for (int i = 0; i < length; i++) {
    bool point = !is_digit(text[i]) && text[i] != '-';
    if (!point || !fraction)
      ok = ok && ho_buf_append_char(buf, point ? '.' : text[i]);
    fraction = fraction || point;
  }
  return ok;
}
