"""The forms in which the bench gives the corpus's documents to programs."""
import collections
import json
import os

Document = collections.namedtuple('Document', 'label publisher text')


def read_corpus(folder):
    """All of FOLDER/LABEL/PUBLISHER/*.txt, in byte order of their paths."""
    found = []
    for label in sorted(os.listdir(folder)):
        if not os.path.isdir(os.path.join(folder, label)):
            continue
        for publisher in sorted(os.listdir(os.path.join(folder, label))):
            place = os.path.join(folder, label, publisher)
            for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
                if name.endswith('.txt'):
                    with open(os.path.join(place, name), encoding='utf-8', newline='') as file:
                        found.append(Document(label, publisher, file.read()))
    return found


def spread(documents, count, offset=0.0):
    """COUNT documents at even distances, so that every label and publisher has its share."""
    count = min(count, len(documents))
    return [documents[int((at + offset) * len(documents) / count)] for at in range(count)]


def synthesised(documents, count):
    """COUNT different documents: those there are, then first halves with their neighbours' second halves."""
    if count <= len(documents):
        return spread(documents, count)
    made, distance = list(documents), 1
    while len(made) < count:
        for at, first in enumerate(documents[:count - len(made)]):
            second = documents[(at + distance) % len(documents)]
            if second[:2] != first[:2]:
                second = first
            begin, end = first.text.splitlines(True), second.text.splitlines(True)
            text = ''.join(begin[:len(begin) // 2 + 1] + end[len(end) // 2:])
            made.append(Document(first.label, first.publisher, text))
        distance += 1
    return made


def write(path, text):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write(text)
    return os.path.getsize(path)


def write_folder(place, documents):
    """LABEL/PUBLISHER/NUMBER.txt in PLACE; returns the paths, in the documents' order."""
    paths = []
    for number, document in enumerate(documents):
        folder = os.path.join(place, document.label, document.publisher)
        os.makedirs(folder, exist_ok=True)
        paths.append(os.path.join(folder, '%06d.txt' % number))
        write(paths[-1], document.text)
    return paths


def separated(documents):
    """One text with an empty line after each document."""
    return ''.join(document.text.rstrip('\n') + '\n\n' for document in documents)


def json_lines(documents):
    return ''.join(json.dumps({'id': '%06d' % number, 'text': document.text}, ensure_ascii=False) + '\n'
                   for number, document in enumerate(documents))


def flat_lines(documents, labelled=False):
    """fastText's form: lower case, a document a line."""
    return ''.join(('__label__' + document.label + ' ' if labelled else '') +
                   ' '.join(document.text.lower().split()) + '\n' for document in documents)


def plain_phrases(lexicon):
    """The lexicon's phrases without wildcards, alternatives, shapes and classes."""
    with open(lexicon, encoding='utf-8') as file:
        lines = [line.strip() for line in file][1:]
    phrases = [line for line in lines if line and line[0] not in '#[']
    return ''.join(phrase + '\n' for phrase in phrases if not set(phrase) & set('*|=^<>'))
