"""Prints how fast handout is, beside other programs on the same documents in the same session."""
import argparse
import os
import platform
import re
import shutil
import sys
import tempfile

import documents
from measuring import MEGABYTE, Bench, Program, note, speed_table, table
from peers import Peers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def parse_arguments():
    parser = argparse.ArgumentParser(prog='./dev bench', description=__doc__)
    parser.add_argument('corpus', help='a folder with LABEL/PUBLISHER/*.txt')
    parser.add_argument('--rounds', type=int, default=5, help='runs of each program, by turns (5)')
    parser.add_argument('--documents', type=int, default=10**9, help='takes only so many documents (all)')
    parser.add_argument('--part', type=int, default=1000,
                        help='documents that classifiers are trained on, and that slow ones judge (1000)')
    parser.add_argument('--only', choices=['speed', 'growth', 'training'], action='append',
                        help='only this part of the report; can be repeated')
    parser.add_argument('--large', action='store_true', help='adds 1,000 MB, which needs 5 GB of disk')
    parser.add_argument('--many', action='store_true', help='trains on 64,000 documents too')
    parser.add_argument('--handout', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--tools', required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def classify(options, *more):
    return [os.path.abspath(options.handout), 'classify'] + list(more)


def by_threads(options, name, more, size, articles, empty):
    """handout with one thread and with two; EMPTY is what is measured for the start-up."""
    return [Program('handout %s, %d thread%s' % (name, threads, 's'[:threads - 1]),
                    classify(options, '--threads', str(threads), *more), size, articles,
                    empty=[classify(options, '--threads', str(threads), *empty)]) for threads in (1, 2)]


def text_programs(options, scratch, articles):
    file, phrases, empty = (os.path.join(scratch, name) for name in ('all.txt', 'phrases', 'empty'))
    size = documents.write(file, documents.separated(articles))
    documents.write(phrases, documents.plain_phrases(os.path.join(ROOT, 'models', 'default.lexicon')))
    grep = ['grep', '-c', '-F', '-f', phrases]
    return [Program('wc -w', ['wc', '-w', file], size, len(articles), empty=[['wc', '-w', empty]]),
            Program('grep -c -F -f', grep + [file], size, len(articles), empty=[grep + [empty]]),
            *by_threads(options, '--whole', ['--whole', file], size, len(articles), ['--whole', empty]),
            *by_threads(options, 'with articles looked for', [file], size, len(articles), [empty])]


def folder_programs(options, scratch, articles):
    folder, names = os.path.join(scratch, 'folder'), os.path.join(scratch, 'folder-names')
    paths, empty = documents.write_folder(folder, articles), os.path.join(scratch, 'empty')
    documents.write(names, '\0'.join(paths) + '\0')
    size = sum(os.path.getsize(path) for path in paths)
    return [Program('wc -w', ['wc', '-w', '--files0-from', names], size, len(articles),
                    empty=[['wc', '-w', empty]]),
            *by_threads(options, '--whole', ['--whole', folder], size, len(articles), ['--whole', empty]),
            *by_threads(options, 'with articles looked for', [folder], size, len(articles), [empty])]


def json_programs(options, scratch, articles):
    file, empty = os.path.join(scratch, 'all.jsonl'), os.path.join(scratch, 'empty')
    size, many = documents.write(file, documents.json_lines(articles)), len(articles)
    jansson = os.path.join(options.tools, 'jansson')
    programs = [Program('wc -w', ['wc', '-w', file], size, many, empty=[['wc', '-w', empty]])]
    if shutil.which('jq'):
        programs.append(Program('jq .id', ['jq', '.id', file], size, many, empty=[['jq', '.id', empty]]))
    if os.path.exists(jansson):
        programs.append(Program('jansson alone', [jansson], size, many, file, empty=[[jansson], empty]))
    return programs + [*by_threads(options, '--jsonl --whole', ['--jsonl', '--whole', file], size, many,
                                   ['--jsonl', empty]),
                       *by_threads(options, '--jsonl', ['--jsonl', file], size, many, ['--jsonl', empty])]


def goals(text, folder, lines, classifiers):
    """What handout is meant to reach, and what it reached."""
    def by_wc(group, at):
        program, base = group[at], group[0]
        return '%.2f (%.2f by CPU time, %.2f by the fastest runs)' % (
            program.rate() / base.rate(), program.rate('cpu') / base.rate('cpu'),
            program.fastest_rate() / base.fastest_rate())

    def faster(slow, fast, what='wall'):
        return slow.median(what) / fast.median(what)
    starts = [sorted(run[what] * 1000 for run in text[2].starts) for what in ('wall', 'cpu')]
    rows = [['one text --whole, 1 thread, × wc -w', '1.0', by_wc(text, 2)],
            ['one text with articles looked for, 1 thread, × wc -w', '0.7', by_wc(text, 4)],
            ['folder --whole, 1 thread, × wc -w', '1.0', by_wc(folder, 1)],
            ['folder with articles looked for, 1 thread, × wc -w', '0.7', by_wc(folder, 3)],
            ['JSON lines --whole, 1 thread, × wc -w', '0.3', by_wc(lines, -4)]]
    jansson = [program for program in lines if program.name.startswith('jansson')]
    for peer in jansson:
        measured = faster(lines[-4], peer), faster(lines[-4], peer, 'cpu')
        rows.append(['JSON lines --whole, 1 thread, time × jansson alone', 'at most 1.5',
                     '%.2f (%.2f by CPU time)' % measured])
    rows += [['folder --whole, 2 threads, × 1 thread', '1.8', '%.2f' % faster(folder[1], folder[2])],
             ['JSON lines --whole, 2 threads, × 1 thread', '1.8', '%.2f' % faster(lines[-4], lines[-3])]]
    if classifiers:
        peer = max(classifiers, key=Program.rate)
        rows.append(['folder --whole, × ' + peer.name, '5', '%.1f' % (folder[1].rate() / peer.rate())])
    start, start_cpu = (times[len(times) // 2] for times in starts)
    start = '%.1f (%.1f of CPU time, lowest %.1f)' % (start, start_cpu, starts[0][0])
    rows += [['start-up, ms', 'at most 5', start],
             ['folder --whole, peak MB', 'at most 16', '%.1f' % folder[1].median('peak')]]
    table(['goal', 'wanted', 'measured'], rows)


def report_speed(options, bench, scratch, articles):
    text = text_programs(options, scratch, articles)
    folder = folder_programs(options, scratch, articles)
    lines = json_programs(options, scratch, articles)
    part = documents.spread(articles, options.part), documents.spread(articles, options.part, 0.5)
    classifiers, left_out = Peers(scratch, os.path.abspath(options.handout), *part, articles).all()
    bench.by_turns(text + folder + lines + classifiers, options.rounds)
    print('## One text file of %.1f MB, %d articles\n' % (text[0].size / MEGABYTE, len(articles)))
    speed_table(text, text[0])
    print('## A folder with a file an article, %.1f MB\n' % (folder[0].size / MEGABYTE))
    speed_table(folder, folder[0])
    print('## JSON lines, %.1f MB\n' % (lines[0].size / MEGABYTE))
    speed_table(lines, lines[0])
    print('## Other classifiers\n\n'
          'They are compared with `wc -w` on the text file and with `handout --whole` on the folder.\n'
          'Each was trained on %d documents. Where a number of documents stands, only so many were judged.\n'
          'The time in which they load their models is taken off; for handout it is counted.\n'
          % len(part[0]))
    if classifiers:
        speed_table(classifiers, text[0], folder[1])
    left_out += [name for name in ('jq', 'jansson')
                 if not any(program.name.startswith(name) for program in lines)]
    print('Left out: %s.\n' % (', '.join(left_out) or 'none'))
    print('## Goals\n')
    goals(text, folder, lines, classifiers)


def filled(articles, size):
    """SIZE bytes of documents from all over the corpus, from the start again when it ends.

    Those with control characters are left out: a text has no limit of length as long as it is clean UTF-8."""
    taken, so_far = [], 0
    mixed = [articles[at] for at in sorted(range(len(articles)), key=lambda at: at * 7919 % len(articles))]
    mixed = [article for article in mixed if not re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffd]', article.text)]
    while so_far < size:
        for article in mixed:
            taken.append(article)
            so_far += len(article.text.encode())
            if so_far >= size:
                break
    return taken


def growth_forms(options, scratch, articles):
    """Name and command for the same documents as one text, as files and as JSON lines."""
    text, lines, names = (os.path.join(scratch, name) for name in ('grown.txt', 'grown.jsonl', 'grown-names'))
    documents.write(text, documents.separated(articles))
    documents.write(lines, documents.json_lines(articles))
    paths = documents.write_folder(os.path.join(scratch, 'grown'), articles)
    documents.write(names, '\0'.join(paths) + '\0')
    return [('one text, --whole', classify(options, '--whole', text)),
            ('one text, articles looked for', classify(options, text)),
            ('a file an article, --whole', classify(options, '--whole', '--files0-from', names)),
            ('JSON lines, --whole', classify(options, '--jsonl', '--whole', lines))]


def report_growth(options, bench, scratch, articles):
    print('## How time and memory grow with the input, 1 thread\n')
    rows = []
    for megabytes in (1, 10, 100) + ((1000,) if options.large else ()):
        taken = filled(articles, megabytes * MEGABYTE)
        programs = [Program(name, command, megabytes * MEGABYTE, len(taken))
                    for name, command in growth_forms(options, scratch, taken)]
        bench.by_turns(programs, 1 if megabytes > 100 else min(options.rounds, 3))
        for program in programs:
            rows.append([program.name, '%d' % megabytes, '%d' % len(taken), '%.3f' % program.median('wall'),
                         '%.3f' % program.median('cpu'), '%.2f' % (1000 * program.median('cpu') / megabytes),
                         '%.1f' % program.median('peak')])
        shutil.rmtree(os.path.join(scratch, 'grown'))
    rows.sort(key=lambda row: row[0])
    table(['form', 'MB', 'articles', 'seconds', 'CPU seconds', 'CPU ms/MB', 'peak MB'], rows)


def report_training(options, bench, scratch, articles):
    print('## How the trainer\'s time and memory grow, 1 thread, one run each\n')
    rows, place, model = [], os.path.join(scratch, 'training'), os.path.join(scratch, 'trained')
    for count in (1000, 4000, 16000) + ((64000,) if options.many else ()):
        taken = documents.synthesised(articles, count)
        documents.write_folder(place, taken)
        note('training on %d documents' % count)
        run = bench.run([os.path.abspath(options.handout), 'train', '--data', place, '--out', model])
        size = sum(len(document.text.encode()) for document in taken) / MEGABYTE
        rows.append(['%d' % count, '%.1f' % size, '%.1f' % run['wall'], '%.1f' % run['cpu'],
                     '%.2f' % (1000 * run['cpu'] / count), '%.1f' % run['peak'],
                     '%.1f' % (os.path.getsize(model) / MEGABYTE)])
        shutil.rmtree(place)
    table(['documents', 'MB', 'seconds', 'CPU seconds', 'CPU ms/document', 'peak MB', 'model MB'], rows)


def processor():
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        names = [line.partition(':')[2].strip() for line in file if line.startswith('model name')]
    return '%d × %s' % (len(names), names[0]) if names else platform.machine()


def main():
    options = parse_arguments()
    articles = documents.spread(documents.read_corpus(options.corpus), options.documents)
    if not articles:
        sys.exit('bench: no LABEL/PUBLISHER/*.txt in ' + options.corpus)
    system = platform.freedesktop_os_release()['PRETTY_NAME']
    print('%s, %s; load before the start %.1f.' % (processor(), system, os.getloadavg()[0]))
    print('Medians of %d runs, by turns; the spread is the range of the times in percent of their median.\n'
          % options.rounds, flush=True)
    reports = {'speed': report_speed, 'growth': report_growth, 'training': report_training}
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(os.path.abspath(os.path.join(options.tools, 'measure')), scratch)
        for name in options.only or reports:
            reports[name](options, bench, scratch, articles)


if __name__ == '__main__':
    main()
