"""scikit-learn's TF-IDF with a linear SVM: tfidf.py train LINES MODEL, or tfidf.py predict MODEL LINES.

LINES are fastText's: a document a line, its label first when training.
"""
import pickle
import sys


def lines(path):
    with open(path, encoding='utf-8') as file:
        return file.read().splitlines()


def train(source, target):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC
    labels, texts = zip(*(line.split(' ', 1) for line in lines(source)))
    machine = LinearSVC(class_weight='balanced')
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), machine)
    with open(target, 'wb') as file:
        pickle.dump(model.fit(texts, labels), file)


def predict(source, target):
    with open(source, 'rb') as file:
        model = pickle.load(file)
    texts = lines(target)
    if texts:
        print('\n'.join(model.predict(texts)))


if __name__ == '__main__':
    {'train': train, 'predict': predict}[sys.argv[1]](*sys.argv[2:])
