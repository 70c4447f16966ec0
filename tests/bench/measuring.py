"""Runs programs by turns and tells medians."""
import os
import statistics
import subprocess
import sys

MEGABYTE = 1e6


class Program:
    """A command to measure: what it reads, what it is given when nothing is read, and its runs.

    net: the start-up, such as loading a model, is taken off the time, in the program's favour.
    """

    def __init__(self, name, command, size, articles, stdin=os.devnull, empty=None, net=False, most_runs=99,
                 good_codes=('0',)):
        self.name, self.command, self.size, self.articles = name, command, size, articles
        self.stdin, self.empty, self.net, self.most_runs = stdin, empty, net, most_runs
        self.good_codes, self.runs, self.starts = good_codes, [], []
        # Some say with their exit code that there was nothing.
        self.codes_for_empty = {'0', '1', '2'}

    def median(self, what):
        start = statistics.median(run[what] for run in self.starts) if self.net and what != 'peak' else 0
        return max(statistics.median(run[what] for run in self.runs) - start, 1e-9)

    def rate(self, what='wall'):
        return self.size / MEGABYTE / self.median(what)

    def fastest_rate(self):
        """By the CPU time of the fastest run, which says most where others keep the machine busy."""
        start = min(run['cpu'] for run in self.starts) if self.net else 0
        return self.size / MEGABYTE / max(min(run['cpu'] for run in self.runs) - start, 1e-9)

    def spread(self):
        """The range of the runs' times in percent of their median."""
        walls = [run['wall'] for run in self.runs]
        return 100 * (max(walls) - min(walls)) / statistics.median(walls)


class Bench:
    def __init__(self, measure, scratch):
        self.measure, self.output = measure, os.path.join(scratch, 'output')

    def run(self, command, stdin=os.devnull, good_codes=('0',)):
        done = subprocess.run([self.measure, stdin, self.output] + command, check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=dict(os.environ, LC_ALL='C.UTF-8'))
        wall, cpu, peak, code = done.stdout.split()
        if code not in good_codes:
            sys.exit('bench: exit %s: %s' % (code, ' '.join(command)[:300]))
        return {'wall': float(wall), 'cpu': float(cpu), 'peak': int(peak) * 1024 / MEGABYTE}

    def by_turns(self, programs, rounds):
        """Each program once a round, so that what else the machine does falls on all of them."""
        for turn in range(rounds):
            for program in programs:
                if turn < program.most_runs:
                    note('round %d of %d: %s' % (turn + 1, rounds, program.name))
                    program.runs.append(self.run(program.command, program.stdin, program.good_codes))
                if program.empty and turn < program.most_runs:
                    for _ in range(3):
                        program.starts.append(self.run(*program.empty, good_codes=program.codes_for_empty))


def note(text):
    print('bench: ' + text, file=sys.stderr, flush=True)


def table(heads, rows):
    widths = [max(len(row[at]) for row in [heads] + rows) for at in range(len(heads))]

    def line(cells):
        return '| ' + ' | '.join(cell.ljust(width) if at == 0 else cell.rjust(width)
                                 for at, (cell, width) in enumerate(zip(cells, widths))) + ' |'
    rule = ['-' * widths[0]] + ['-' * (width - 1) + ':' for width in widths[1:]]
    print('\n'.join([line(heads), line(rule)] + [line(row) for row in rows]) + '\n', flush=True)


def speed_table(programs, base, handout=None):
    """BASE is wc; HANDOUT, where given, is what the others' rates are compared with too."""
    heads = ['program', 'MB/s', 'spread', 'articles/s', '× wc -w', '× by CPU time', '× by fastest', 'start-up ms',
             'peak MB']
    rows = []
    for program in programs:
        starts = [run['wall'] for run in program.starts]
        articles = program.articles / program.median('wall')
        rows.append([program.name, '%.1f' % program.rate(), '%.0f %%' % program.spread(), '%.0f' % articles,
                     '%.3f' % (program.rate() / base.rate()),
                     '%.3f' % (program.rate('cpu') / base.rate('cpu')),
                     '%.3f' % (program.fastest_rate() / base.fastest_rate()),
                     '%.1f' % (1000 * statistics.median(starts)) if starts else '–',
                     '%.1f' % program.median('peak')])
        if handout:
            rows[-1].append('%.1f' % (handout.rate() / program.rate()))
    table(heads + (['handout is faster by ×'] if handout else []), rows)
