"""The classifiers that handout is measured beside: each is trained on a part of the documents first."""
import os
import shutil
import subprocess
import sys

import documents
from measuring import Program, note

HERE = os.path.dirname(os.path.abspath(__file__))


def silently(*command, **options):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def size_of(part):
    return sum(len(document.text.encode()) for document in part)


class Peers:
    """train and test are parts of the documents, everything all of them."""

    def __init__(self, scratch, handout, train, test, everything):
        self.scratch, self.handout = scratch, handout
        self.train, self.test, self.everything = train, test, everything
        self.empty = self.path('empty')
        documents.write(self.empty, '')
        documents.write(self.path('train'), documents.flat_lines(train, labelled=True))
        documents.write(self.path('test'), documents.flat_lines(test))
        documents.write(self.path('everything'), documents.flat_lines(everything))

    def path(self, name):
        return os.path.join(self.scratch, name)

    def program(self, name, command, empty, part=None, **more):
        read = part or self.test
        of = '' if read is self.everything else ', %d documents' % len(read)
        return Program(name + of, command, size_of(read), len(read), empty=empty, net=True, most_runs=3,
                       **more)

    def fasttext(self):
        silently('fasttext', 'supervised', '-input', self.path('train'), '-output', self.path('fasttext'),
                 '-wordNgrams', '2', '-epoch', '5', '-lr', '0.5', '-thread', '1', '-bucket', '200000')
        model = self.path('fasttext.bin')
        return self.program('fastText predict', ['fasttext', 'predict', model, self.path('everything')],
                            [['fasttext', 'predict', model, self.empty]], self.everything)

    def scikit_learn(self):
        script, model = os.path.join(HERE, 'tfidf.py'), self.path('tfidf')
        silently(sys.executable, script, 'train', self.path('train'), model)
        command = [sys.executable, script, 'predict', model]
        return self.program('scikit-learn TF-IDF, linear SVM', command + [self.path('test')],
                            [command + [self.empty]])

    def bogofilter(self):
        """Knows two classes: readout is its spam, all else its ham."""
        words = self.path('bogofilter')
        os.makedirs(words)
        paths = documents.write_folder(self.path('bogofilter-train'), self.train)
        for option, wanted in (('-s', True), ('-n', False)):
            names = [path for path, document in zip(paths, self.train)
                     if (document.label == 'readout') == wanted]
            silently('bogofilter', '-C', '-d', words, option, '-b', input='\n'.join(names) + '\n', text=True)
        tests = documents.write_folder(self.path('bogofilter-test'), self.test)
        documents.write(self.path('bogofilter-names'), '\n'.join(tests) + '\n')
        command = ['bogofilter', '-C', '-d', words, '-T', '-b']
        return self.program('bogofilter (2 classes)', command, [command, self.empty],
                            stdin=self.path('bogofilter-names'), good_codes=('0', '1', '2'))

    def features(self, name, part):
        """Writes the features of PART with its labels as numbers, as svm-train wants them."""
        paths = documents.write_folder(self.path('features-' + name), part)
        documents.write(self.path('names'), '\0'.join(paths) + '\0')
        command = [self.handout, 'features', '--whole', '--format', 'libsvm',
                   '--files0-from', self.path('names')]
        rows = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        labels = sorted({document.label for document in self.train})
        documents.write(self.path('unscaled'), ''.join(
            '%d %s\n' % (labels.index(document.label), row.partition(' ')[2])
            for document, row in zip(part, rows)))
        options = ['-l', '0', '-s'] if name == 'train' else ['-r']
        with open(self.path('rows-' + name), 'w', encoding='utf-8') as target:
            subprocess.run(['svm-scale'] + options + [self.path('ranges'), self.path('unscaled')], check=True,
                           stdout=target, stderr=subprocess.DEVNULL)
        return self.path('rows-' + name)

    def svm_predict(self):
        """Reads handout's features, not the text: only the verdict is measured."""
        model, out = self.path('svm'), self.path('svm-out')
        silently('svm-train', '-q', '-t', '0', self.features('train', self.train), model)
        rows = self.features('test', self.test)
        return self.program('svm-predict on handout\'s features', ['svm-predict', '-q', rows, model, out],
                            [['svm-predict', '-q', self.empty, model, out]])

    def all(self):
        """The programs, and the names of those left out."""
        wanted = [('fasttext', self.fasttext), ('python3-sklearn', self.scikit_learn),
                  ('bogofilter', self.bogofilter), ('libsvm-tools', self.svm_predict)]
        programs, left_out = [], []
        for package, prepare in wanted:
            needed = {'python3-sklearn': sys.executable, 'libsvm-tools': 'svm-predict'}.get(package, package)
            note('preparing ' + package)
            try:
                if not shutil.which(needed):
                    raise FileNotFoundError(needed)
                programs.append(prepare())
            except (subprocess.CalledProcessError, OSError) as problem:
                left_out.append('%s (%s)' % (package, problem))
        return programs, left_out
