/** What package.json contributes: languages, the files that belong to them, grammars. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, it } from 'node:test';
import { grammarNames, readGrammar, root, syntaxes } from './tokenising.ts';

interface Language {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  readonly firstLine?: string;
  readonly configuration: string;
}

interface LanguageConfiguration {
  readonly comments?: { readonly lineComment?: string };
  readonly wordPattern: string;
  readonly folding?: { readonly markers?: { readonly start: string; readonly end: string } };
}

const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly contributes: {
    readonly languages: readonly Language[];
    readonly grammars: readonly {
      readonly language: string;
      readonly scopeName: string;
      readonly path: string;
    }[];
    readonly configurationDefaults?: Readonly<Record<string, unknown>>;
  };
};

function readConfiguration(language: string): LanguageConfiguration {
  return JSON.parse(
    readFileSync(join(syntaxes, `${language}.language.json`), 'utf8'),
  ) as LanguageConfiguration;
}

describe('the contributed languages', () => {
  it('are those with a grammar, each with its configuration', () => {
    assert.deepEqual(contributes.languages.map(({ id }) => id).sort(), [...grammarNames].sort());
    for (const { id, configuration } of contributes.languages) {
      assert.equal(configuration, `./syntaxes/${id}.language.json`);
      assert.doesNotThrow(() => readConfiguration(id), configuration);
    }
  });

  it('have the grammars that are in the folder', () => {
    const expected = grammarNames.map((name) => {
      return {
        language: name,
        scopeName: readGrammar(name).scopeName,
        path: `./syntaxes/${name}.tmLanguage.json`,
      };
    });
    assert.deepEqual(
      [...contributes.grammars].sort((a, b) => (a.language < b.language ? -1 : 1)),
      expected.sort((a, b) => (a.language < b.language ? -1 : 1)),
    );
  });

  it('leave no file of the folder unused', () => {
    const used = [...contributes.languages.map(({ configuration }) => configuration)]
      .concat(contributes.grammars.map(({ path }) => path))
      .map((path) => path.replace('./syntaxes/', ''));
    assert.deepEqual(readdirSync(syntaxes).sort(), used.sort());
  });
});

describe('the language of a file', () => {
  /** As the editor finds it: by the whole name, by the extension, and only for unclaimed names by the first line. */
  const languageOf = (name: string, firstLine: string): string | undefined => {
    const { languages } = contributes;
    const found =
      languages.find(({ filenames }) => filenames?.includes(name)) ??
      languages.find(({ extensions }) => extensions?.includes(extname(name).toLowerCase())) ??
      languages.find((language) => language.firstLine && new RegExp(language.firstLine).test(firstLine));
    return found?.id;
  };
  const check = (name: string, firstLine: string, expected: string | undefined): void =>
    assert.equal(languageOf(name, firstLine), expected, name);

  it('is found for the names that the formats have', () => {
    check('note.ann', 'T1\tDisease 0 5\tfever', 'brat');
    for (const name of ['annotation', 'visual', 'kb_shortcuts'])
      check(`${name}.conf`, '', 'brat-configuration');
    check('dev.pubtator', '1|t|Fever', 'pubtator');
    for (const extension of ['conll', 'bio', 'iob', 'iob2']) check(`dev.${extension}`, 'fever O', 'conll');
  });

  it('is found by the first line where the name says nothing', () => {
    check('eng.testa', '-DOCSTART- -X- O O', 'conll');
    check('abstracts', '12345|t|Fever after drug A', 'pubtator');
  });

  it('is left alone for names that other programs use', () => {
    const names = 'note.txt table.tsv table.csv tools.conf nginx.conf program.rel page.html';
    for (const name of names.split(' ')) check(name, '', undefined);
    check('table', '1|total|t|', undefined);
    check('story', '-DOCSTART-less text', undefined);
  });
});

describe('a double click', () => {
  const check = (language: string, line: string, expected: readonly string[]): void => {
    const { wordPattern } = readConfiguration(language);
    assert.deepEqual(line.match(new RegExp(wordPattern, 'g')), expected);
    assert.doesNotMatch('', new RegExp(wordPattern), 'a pattern that fits nothing would never end');
  };

  it('selects an id or a type in .ann', () => {
    check('brat', 'R1\tPart-of Arg1:T1.1 Arg2:#2', ['R1', 'Part-of', 'Arg1', 'T1.1', 'Arg2', '#2']);
    check('brat', 'T1\tA 0 1;3\te\u0301 \u{1f600}', ['T1', 'A', '0', '1', '3', 'e\u0301', '\u{1f600}']);
  });
  it('selects a type or a role in a configuration', () => {
    const line = '!Lab_value|LV\tCause?:<EVENT>|Drug, Side{1-2}:X';
    check('brat-configuration', line, ['Lab_value', 'LV', 'Cause', 'EVENT', 'Drug', 'Side', '1-2', 'X']);
  });
  it('selects a concept in PubTator', () => {
    check('pubtator', '1|a|An e\u0301 case (n=1).', ['1', 'a', 'An', 'e\u0301', 'case', 'n=1']);
    check('pubtator', '1\t0\t5\tX-ray\tD\tMESH:D1|D2', ['1', '0', '5', 'X-ray', 'D', 'MESH', 'D1', 'D2']);
  });
  it('selects a column in CoNLL', () => check('conll', 'e.g.\tB-Lab_value', ['e.g.', 'B-Lab_value']));
});

it('regions of a configuration can be closed', () => {
  const markers = readConfiguration('brat-configuration').folding?.markers;
  assert.ok(markers);
  const lines = ['# region drugs', 'Drug', '#endregion', '# regional'];
  const fitting = (source: string): string[] => lines.filter((line) => new RegExp(source).test(line));
  assert.deepEqual([fitting(markers.start), fitting(markers.end)], [['# region drugs'], ['#endregion']]);
});

it('a comment can be made where the format has comments', () => {
  const comments = contributes.languages.map(
    ({ id }) => [id, readConfiguration(id).comments?.lineComment] as const,
  );
  assert.deepEqual(
    comments.filter(([, comment]) => comment !== undefined),
    [['brat-configuration', '#']],
  );
});

it('the Tab key writes a tab, and white space at the end of a line stays', () => {
  for (const { id } of contributes.languages) {
    assert.deepEqual(
      contributes.configurationDefaults?.[`[${id}]`],
      {
        'editor.insertSpaces': false,
        'editor.detectIndentation': false,
        'files.trimTrailingWhitespace': false,
      },
      id,
    );
  }
});
