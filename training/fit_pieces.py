#!/usr/bin/env python3
"""Writes the tables with which handout finds articles: src/stem_roles.h, src/boundary_weights.h.

usage: fit_pieces.py CORPUS_DIR SPLICE_PY [COUNT [FOLDS]]

CORPUS_DIR is LABEL/PUBLISHER/*.txt, a headline and then a paragraph a line, with folds.tsv;
SPLICE_PY a module with FURNITURE and article(rng, text, gap, furniture), which adds furniture
to an article. Roles of words are counted over the corpus, each publisher weighing the same.
Then COUNT files (14000) of one to three articles of publishers in FOLDS (01234) are made, a
seventh of them with uneven gaps; the cues of src/boundary.c, measured at each of their lines by
the library's own code, are weighted by a logistic regression. To check on publishers that
were not seen, fit on FOLDS 012 and splice files of the others. Needs cc and scikit-learn.
"""
import collections, ctypes, glob, importlib.util, os, random, re, subprocess, sys, tempfile

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

SRC = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src')
ROLES = 16384  # as sizeof stem_roles in src/line.c
COMMON, MIDDLING = 0.10, 0.02  # shares of articles in which a stem stands
PICTURES = '''photo photograph picture image file illustration caption handout representational collected credit
courtesy frame grab still getty afp reuters shutterstock wikimedia photographer pool written reported'''.split()
OPENING = 'announced friday monday month saturday sunday thursday today tuesday wednesday week yesterday'.split()
CLOSING = '''article author columnist contact contributed contributor copyright director editing editor email fellow
follow host http information presumed professor published reached reporter reporting syndicate teaches twitter views
visit website writer www'''.split()

# Measures each line that may start an article as the search would, the true starts known.
MEASURE = r'''
#include "boundary.h"
size_t measure(const char *text, size_t length, const size_t *starts, size_t count, float *out) {
  ho_window window; ho_topic topic; size_t rows = 0;
  ho_window_open(&window, text, length); ho_topic_start(&topic);
  for (size_t i = 0; ho_window_line(&window, i); i++) {
    ho_line line = *ho_window_line(&window, i);
    float label = 0;
    for (size_t k = 1; k < count; k++)
      if (line.start == starts[k]) label = 1;
      else if (label < 1 && line.start + 200 >= starts[k] && line.start <= starts[k] + 200) label = -1;
    if (i && label >= 0 && ho_may_start(&window, &topic, i)) {
      ho_measure_boundary(&window, &topic, i, out + rows * (HO_BOUNDARY_CUES + 1));
      out[rows++ * (HO_BOUNDARY_CUES + 1) + HO_BOUNDARY_CUES] = label;
    }
    if (label == 1) ho_topic_start(&topic);
    ho_topic_add(&topic, &line);
  }
  return rows;
}
size_t cues(void) { return HO_BOUNDARY_CUES; }
'''

def place(word):
    """Where line.c looks a stem up."""
    value = 0x2020202020202020
    for i, byte in enumerate(word.lower().encode()[:6]):
        value |= byte << 8 * i
    return (value * 0x9E3779B97F4A7C15 % 2**64 >> 34) % ROLES

def frame_words():
    """Words of a page's frame that line.c counts: those that are worth something by themselves."""
    table = dict(re.findall(r'\{"(.*?)", HO_\w+, (\d+)\}', open(os.path.join(SRC, 'furniture_words.h')).read()))
    for words, points in table.items():
        telling = [w for w in words.split() if table.get(w) != '0' and len(w) > 2]
        if points != '0':
            yield from telling or [max(words.split(), key=len)]

def write_roles(files):
    """Counts stems; writes what their hashes say, a bit a role as in line.c."""
    articles, stems = collections.Counter(), collections.defaultdict(collections.Counter)
    for f in files:
        publisher = f.split(os.sep)[-2]
        articles[publisher] += 1
        words = re.findall('[A-Za-z]{3,}', open(f, encoding='utf-8').read())
        stems[publisher].update({w[:6].lower() for w in words})
    share = collections.Counter()
    for publisher, counts in stems.items():
        for stem, count in counts.items():
            share[stem] += count / articles[publisher] / len(stems)
    common = [s for s in share if share[s] >= COMMON]
    middling = [s for s in share if MIDDLING <= share[s] < COMMON]
    roles = [0] * ROLES
    for bit, words in enumerate((common, list(frame_words()) + PICTURES, OPENING, CLOSING, middling)):
        for word in words:
            roles[place(word)] |= 1 << bit
    rows = ('    ' + ' '.join(f'{r},' for r in roles[i:i + 32]) for i in range(0, ROLES, 32))
    with open(os.path.join(SRC, 'stem_roles.h'), 'w') as out:
        out.write('/* What the stems of words are, by hash, a bit a role: training/fit_pieces.py writes this file. */\n'
                  f'static const uint8_t stem_roles[{ROLES}] = {{\n' + '\n'.join(rows) + '\n};\n')

def uneven(rng, text, gap):
    """A text with some gaps wider than the others."""
    often = rng.choice([.03, .1, .25])
    lines = text.split(gap)
    return lines[0] + ''.join(gap + '\n' * (rng.random() < often and rng.randint(1, 2)) + l for l in lines[1:])

def strange_furniture(rng, files):
    """Labels and teasers that no list names: pieces of other articles' headlines."""
    heads = [open(f, encoding='utf-8').readline().split() for f in rng.sample(files, 20)]
    return [' '.join(h) if rng.random() < .25 else ' '.join(h[:rng.randint(1, 3)]) for h in heads if h]

def spliced(files, splice, count):
    """Yields texts and the offsets at which their articles start."""
    rng = random.Random(21)
    for i in range(count):
        gap, noisy = rng.choice(['\n', '\n\n']), rng.random() < 1 / 7
        between = gap if rng.random() < .4 else gap + '\n' * rng.randint(1, 2)
        text, starts = b'', []
        for f in rng.sample(files, 1 if i % 2 else rng.choice([2, 2, 3])):
            furniture = splice.FURNITURE
            if rng.random() < .6:
                furniture = rng.sample(furniture, 8) + strange_furniture(rng, files)
            article = splice.article(rng, open(f, encoding='utf-8').read().strip(), gap, furniture)
            text += between.encode() if text else b''
            starts.append(len(text))
            text += (uneven(rng, article, gap) if noisy else article).encode()
        yield text, starts

def measure(files, splice, count):
    with tempfile.TemporaryDirectory() as folder:
        code, library = os.path.join(folder, 'measure.c'), os.path.join(folder, 'measure.so')
        open(code, 'w').write(MEASURE)
        parts = [os.path.join(SRC, p + '.c') for p in ('line', 'furniture', 'topic', 'boundary')]
        subprocess.run(['cc', '-std=c11', '-O2', '-fPIC', '-shared', '-I', SRC, code, *parts, '-lm', '-o', library], check=True)
        library = ctypes.CDLL(library)
        width, blocks = library.cues() + 1, []
        for text, starts in spliced(files, splice, count):
            rows = np.empty((text.count(b'\n') + 1, width), np.float32)
            array = (ctypes.c_size_t * len(starts))(*starts)
            found = library.measure(text, ctypes.c_size_t(len(text)), array, ctypes.c_size_t(len(starts)),
                                    rows.ctypes.data_as(ctypes.c_void_p))
            blocks.append(rows[:found].copy())
    rows = np.concatenate(blocks)
    return rows[:, :-1], rows[:, -1]

def write_weights(cues, labels):
    scale = StandardScaler().fit(cues)
    scale.scale_[scale.scale_ == 0] = 1
    model = LogisticRegression(max_iter=1000).fit(scale.transform(cues), labels)
    weights = model.coef_[0] / scale.scale_
    weights = [*weights, model.intercept_[0] - (weights * scale.mean_).sum()]
    rows = (' '.join(f'{w:.4f}f,' for w in weights[i:i + 8]) for i in range(0, len(weights), 8))
    with open(os.path.join(SRC, 'boundary_weights.h'), 'w') as out:
        out.write('/* A weight for each cue, the constant last: training/fit_pieces.py writes this file. */\n' + '\n'.join(rows) + '\n')

def main(corpus, splice_path, count='14000', folds='01234'):
    spec = importlib.util.spec_from_file_location('splice', splice_path)
    splice = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(splice)
    fold = dict(line.split('\t') for line in open(os.path.join(corpus, 'folds.tsv')).read().splitlines())
    files = sorted(glob.glob(os.path.join(corpus, '*', '*', '*.txt')))
    write_roles(files)
    write_weights(*measure([f for f in files if fold[f.split(os.sep)[-2]] in folds], splice, int(count)))

if __name__ == '__main__':
    if len(sys.argv) not in range(3, 6):
        sys.exit(__doc__)
    main(*sys.argv[1:])
